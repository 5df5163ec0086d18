package io.github.fallbackrouting.benchmarks;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.MappingMatch;
import java.lang.reflect.Proxy;
import java.util.Enumeration;

/**
 * A request in memory that can be made any number of times, and allocates nothing at that. It has what a host and the filter
 * ask of it, and throws at anything else.
 */
final class MemoryRequest extends HttpServletRequestWrapper {

    private static final String ACCEPT = "application/json";

    private final String method;
    private final String path;
    private final String contentType;
    private final byte[] body;
    private final MemoryAsync async = new MemoryAsync();
    private final Body stream = new Body();
    private final Values accepts = new Values();
    private final Mapping mapping = new Mapping();

    private String attributeName;
    private Object attribute;

    MemoryRequest(String method, String path, String contentType, byte[] body) {
        super(refusing());
        this.method = method;
        this.path = path;
        this.contentType = contentType;
        this.body = body;
    }

    private static HttpServletRequest refusing() {
        return (HttpServletRequest) Proxy.newProxyInstance(
                MemoryRequest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, called, arguments) -> {
                    throw new UnsupportedOperationException(called.toString());
                });
    }

    /** The same request comes once more. */
    void again() {
        attributeName = null;
        attribute = null;
        stream.position = 0;
        async.again();
    }

    MemoryAsync async() {
        return async;
    }

    @Override
    public String getMethod() {
        return method;
    }

    @Override
    public String getServletPath() {
        return path;
    }

    @Override
    public String getPathInfo() {
        return null;
    }

    @Override
    public String getProtocol() {
        return "HTTP/1.1";
    }

    @Override
    public DispatcherType getDispatcherType() {
        return DispatcherType.REQUEST;
    }

    @Override
    public HttpServletMapping getHttpServletMapping() {
        return mapping;
    }

    @Override
    public String getContentType() {
        return contentType;
    }

    @Override
    public int getContentLength() {
        return body.length;
    }

    @Override
    public long getContentLengthLong() {
        return body.length;
    }

    @Override
    public String getCharacterEncoding() {
        return null;
    }

    @Override
    public String getHeader(String name) {
        return name.equalsIgnoreCase("Accept") ? ACCEPT : null;
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        accepts.left = name.equalsIgnoreCase("Accept");
        return accepts;
    }

    @Override
    public Object getAttribute(String name) {
        return name.equals(attributeName) ? attribute : null;
    }

    @Override
    public void setAttribute(String name, Object value) {
        attributeName = name;
        attribute = value;
    }

    @Override
    public void removeAttribute(String name) {
        if (name.equals(attributeName)) {
            attribute = null;
        }
    }

    @Override
    public ServletInputStream getInputStream() {
        return stream;
    }

    @Override
    public boolean isAsyncSupported() {
        return true;
    }

    @Override
    public boolean isAsyncStarted() {
        return async.isStarted();
    }

    @Override
    public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
        async.start(request, response);
        return async;
    }

    private final class Body extends ServletInputStream {
        private int position;

        @Override
        public int read() {
            return position < body.length ? body[position++] & 0xff : -1;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            int n = Math.min(length, body.length - position);
            if (n <= 0) {
                return -1;
            }
            System.arraycopy(body, position, bytes, offset, n);
            position += n;
            return n;
        }

        @Override
        public boolean isFinished() {
            return position == body.length;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new UnsupportedOperationException("setReadListener");
        }
    }

    @SuppressWarnings("JdkObsolete") // the Servlet API asks for it
    private static final class Values implements Enumeration<String> {
        private boolean left;

        @Override
        public boolean hasMoreElements() {
            return left;
        }

        @Override
        public String nextElement() {
            left = false;
            return ACCEPT;
        }
    }

    private static final class Mapping implements HttpServletMapping {
        @Override
        public String getMatchValue() {
            return "";
        }

        @Override
        public String getPattern() {
            return "/*";
        }

        @Override
        public String getServletName() {
            return "api";
        }

        @Override
        public MappingMatch getMappingMatch() {
            return MappingMatch.PATH;
        }
    }
}
