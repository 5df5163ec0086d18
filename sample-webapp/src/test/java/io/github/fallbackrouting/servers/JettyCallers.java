package io.github.fallbackrouting.servers;

import org.eclipse.jetty.security.HashLoginService;
import org.eclipse.jetty.security.LoginService;
import org.eclipse.jetty.security.UserStore;
import org.eclipse.jetty.util.security.Credential;

/** Tells Jetty of the tests' callers. */
final class JettyCallers {

    private JettyCallers() {}

    static LoginService service() {
        UserStore users = new UserStore();
        for (Caller caller : Caller.ALL) {
            users.addUser(caller.name(), Credential.getCredential(Caller.PASSWORD), new String[] {caller.name()});
        }
        HashLoginService service = new HashLoginService(Caller.REALM);
        service.setUserStore(users);
        return service;
    }
}
