package io.github.fallbackrouting.jersey;

import java.net.ConnectException;

/** A name that looks public leads to an address that is not; nothing has been sent. */
final class PrivateAddressException extends ConnectException {

    private static final long serialVersionUID = 1L;

    PrivateAddressException(String message) {
        super(message);
    }
}
