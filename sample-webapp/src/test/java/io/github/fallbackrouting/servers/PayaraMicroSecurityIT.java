package io.github.fallbackrouting.servers;

/** Payara Micro (Jersey). */
class PayaraMicroSecurityIT extends SecurityContract implements OnPayaraMicro {}
