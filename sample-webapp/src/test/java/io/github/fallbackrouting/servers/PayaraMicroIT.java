package io.github.fallbackrouting.servers;

/** Payara Micro (Jersey). */
class PayaraMicroIT extends ServerContract implements OnPayaraMicro {}
