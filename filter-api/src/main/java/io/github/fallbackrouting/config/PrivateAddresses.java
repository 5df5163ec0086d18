package io.github.fallbackrouting.config;

/** What is done where a name that looks public leads to an address that is not: {@code private_addresses}. */
public enum PrivateAddresses {
    /** The call fails, and nothing is sent. */
    REFUSE,
    /** The call is made. */
    ALLOW
}
