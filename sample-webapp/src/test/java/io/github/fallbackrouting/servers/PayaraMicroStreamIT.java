package io.github.fallbackrouting.servers;

/** Payara Micro (Jersey). */
class PayaraMicroStreamIT extends StreamContract implements OnPayaraMicro {}
