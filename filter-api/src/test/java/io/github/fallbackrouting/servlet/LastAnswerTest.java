package io.github.fallbackrouting.servlet;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What servers make of it, {@code StreamContract} and {@code AsyncContract} tell. */
class LastAnswerTest {

    private final HttpServletRequest request = mock(HttpServletRequest.class);
    private final HttpServletResponse response = mock(HttpServletResponse.class);
    private final HostThread hostThread = new HostThread(Runnable::run);
    private final LastAnswer lastAnswer = new LastAnswer(request, response, hostThread);

    private void given(String protocol) {
        when(request.getProtocol()).thenReturn(protocol);
    }

    @Test
    void anAnswerWithALengthIsTheLastOfItsConnectionWhileTheHostHasTheThread() {
        given("HTTP/1.1");
        when(response.containsHeader("Content-Length")).thenReturn(true);
        hostThread.enters();

        lastAnswer.seal();

        verify(response).setHeader("Connection", "close");
        verify(response, never()).setTrailerFields(any());
    }

    @Test
    void anAnswerWithoutALengthIsSentInChunks() {
        given("HTTP/1.1");
        hostThread.enters();

        lastAnswer.seal();

        verify(response).setTrailerFields(any());
        verify(response).setHeader("Connection", "close");
    }

    @Test
    void trailersStay() {
        given("HTTP/1.1");
        Supplier<Map<String, String>> trailers = Map::of;
        when(response.getTrailerFields()).thenReturn(trailers);
        hostThread.enters();

        lastAnswer.seal();

        verify(response, never()).setTrailerFields(any());
        verify(response).setHeader("Connection", "close");
    }

    @Test
    void whereThereAreNoChunksTheConnectionIsLeftAsItIs() {
        given("HTTP/1.0");
        doThrow(new IllegalStateException("no trailers in HTTP/1.0"))
                .when(response)
                .setTrailerFields(any());
        hostThread.enters();

        lastAnswer.seal();

        verify(response, never()).setHeader(anyString(), anyString());
    }

    @Test
    void nothingIsSaidOnceTheThreadHasComeBack() {
        given("HTTP/1.1");
        hostThread.enters();
        hostThread.leaves();

        lastAnswer.seal();

        verify(response, never()).setHeader(anyString(), anyString());
    }

    @Test
    void nothingIsSaidInHttp2() {
        given("HTTP/2.0");
        hostThread.enters();

        lastAnswer.seal();

        verify(response, never()).setHeader(anyString(), anyString());
        verify(response, never()).setTrailerFields(any());
    }
}
