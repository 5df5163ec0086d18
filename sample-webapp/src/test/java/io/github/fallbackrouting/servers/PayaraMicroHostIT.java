package io.github.fallbackrouting.servers;

/** Payara Micro (Jersey). */
class PayaraMicroHostIT extends HostContract implements OnPayaraMicro {}
