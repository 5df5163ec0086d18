package io.github.fallbackrouting.servers;

/** Payara Micro (Jersey). */
class PayaraMicroAsyncIT extends AsyncContract implements OnPayaraMicro {}
