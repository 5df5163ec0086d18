package io.github.fallbackrouting.servers;

import jakarta.ws.rs.core.Application;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * What becomes of a WAR that brings Jersey with it where the JAX-RS implementation is another: the same classes, filters and
 * mappings, the JAX-RS servlet as that implementation wants it, and of the libraries those that README.md names for it.
 *
 * <p>Nothing of ours differs: what a contract holds true on Jersey is asked of the very same host.
 */
final class PortedWar {

    private static final String JERSEY = "org.glassfish.jersey.servlet.ServletContainer";
    private static final String APPLICATION = "jakarta.ws.rs.Application";
    private static final String JERSEYS_ROLES = "org.glassfish.jersey.server.filter.RolesAllowedDynamicFeature";
    private static final String HOSTS_ROLES = "io.github.fallbackrouting.servers.host.RolesFeature";

    /** The first letters of the libraries that serve JAX-RS, of the APIs, and of jersey-client with what it needs. */
    private static final List<String> RUNTIME = List.of("jersey-server", "jersey-container-", "jersey-media-");

    private static final List<String> APIS = List.of("jakarta.");
    private static final List<String> CLIENT =
            List.of("jersey-", "hk2-", "aopalliance-", "osgi-resource-locator-", "javassist-");

    private static final String BEANS = """
            <beans xmlns="https://jakarta.ee/xml/ns/jakartaee" version="4.0" bean-discovery-mode="annotated"/>
            """;

    private final Path war;
    private final Document descriptor;

    private PortedWar(Path war) throws IOException {
        this.war = war;
        try {
            descriptor = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(descriptor().toFile());
        } catch (ParserConfigurationException | SAXException e) {
            throw new IllegalStateException(war + " has no descriptor that can be read", e);
        }
    }

    /** For a server that is based on Jersey: our two JARs are enough. */
    static Path forJerseyServer(Path war, Map<String, String> contextParams) throws IOException {
        PortedWar ported = new PortedWar(war);
        ported.without(CLIENT);
        ported.without(APIS);
        ported.standardServlets();
        Files.writeString(war.resolve("WEB-INF/glassfish-web.xml"), GlassFishCallers.roles());
        // GlassFish looks at roles with the help of CDI.
        Files.writeString(war.resolve("WEB-INF/beans.xml"), BEANS);
        return ported.write(contextParams);
    }

    /** For a server that is based on RESTEasy: our two JARs, and jersey-client. */
    static Path forResteasyServer(Path war, Map<String, String> contextParams) throws IOException {
        PortedWar ported = new PortedWar(war);
        ported.without(RUNTIME);
        ported.without(APIS);
        ported.standardServlets();
        return ported.write(contextParams);
    }

    /**
     * For a servlet container, with CXF in the WAR: our two JARs, jersey-client, and our feature in CXF's list of providers.
     *
     * @param libraries CXF's
     */
    static Path withCxf(Path war, Path libraries) throws IOException {
        PortedWar ported = new PortedWar(war);
        ported.without(RUNTIME);
        HostWar.copy(libraries, war.resolve("WEB-INF/lib"));
        ported.cxfServlets();
        return ported.write(Map.of());
    }

    private Path descriptor() {
        return war.resolve("WEB-INF/web.xml");
    }

    private void without(List<String> unwanted) throws IOException {
        try (Stream<Path> libraries = Files.list(war.resolve("WEB-INF/lib"))) {
            for (Path library : libraries.toList()) {
                if (unwanted.stream().anyMatch(library.getFileName().toString()::startsWith)) {
                    Files.delete(library);
                }
            }
        }
    }

    /** A servlet without a class that has the name of an application: Jakarta REST 3.1, section 2.3.2. */
    private void standardServlets() {
        // WildFly and others read a servlet without a class only where they may look for annotations.
        descriptor.getDocumentElement().removeAttribute("metadata-complete");
        for (Element servlet : jaxrsServlets()) {
            String application = parameter(servlet, APPLICATION);
            String old = text(servlet, "servlet-name");
            children(descriptor.getDocumentElement(), "servlet-mapping").stream()
                    .filter(mapping -> text(mapping, "servlet-name").equals(old))
                    .forEach(mapping -> child(mapping, "servlet-name").setTextContent(application));
            child(servlet, "servlet-name").setTextContent(application);
            remove(child(servlet, "servlet-class"));
            children(servlet, "init-param").stream()
                    .filter(parameter -> text(parameter, "param-name").equals(APPLICATION))
                    .forEach(PortedWar::remove);
        }
    }

    private void cxfServlets() {
        for (Element servlet : jaxrsServlets()) {
            Application application = application(parameter(servlet, APPLICATION));
            child(servlet, "servlet-class").setTextContent("org.apache.cxf.jaxrs.servlet.CXFNonSpringJaxrsServlet");
            Element before = child(servlet, "servlet-class");
            children(servlet, "init-param").forEach(PortedWar::remove);
            List<String> providers =
                    new ArrayList<>(names(application, type -> !type.isAnnotationPresent(jakarta.ws.rs.Path.class)));
            providers.add("io.github.fallbackrouting.jaxrs.FallbackGroupFeature");
            servlet.insertBefore(initParam("jaxrs.providers", providers), before.getNextSibling());
            servlet.insertBefore(
                    initParam(
                            "jaxrs.serviceClasses",
                            names(application, type -> type.isAnnotationPresent(jakarta.ws.rs.Path.class))),
                    before.getNextSibling());
        }
    }

    private static List<String> names(Application application, Predicate<Class<?>> wanted) {
        return application.getClasses().stream()
                .filter(wanted)
                .map(Class::getName)
                .map(name -> name.equals(JERSEYS_ROLES) ? HOSTS_ROLES : name)
                .sorted()
                .toList();
    }

    private static Application application(String name) {
        try {
            return Class.forName(name)
                    .asSubclass(Application.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(name, e);
        }
    }

    private Element initParam(String name, List<String> values) {
        Element parameter = descriptor.createElement("init-param");
        parameter.appendChild(element("param-name", name));
        parameter.appendChild(element("param-value", String.join(",", values)));
        return parameter;
    }

    private List<Element> jaxrsServlets() {
        return children(descriptor.getDocumentElement(), "servlet").stream()
                .filter(servlet -> text(servlet, "servlet-class").equals(JERSEY))
                .toList();
    }

    private Path write(Map<String, String> contextParams) throws IOException {
        Node first = descriptor.getDocumentElement().getFirstChild();
        contextParams.forEach((name, value) -> {
            Element parameter = descriptor.createElement("context-param");
            parameter.appendChild(element("param-name", name));
            parameter.appendChild(element("param-value", value));
            descriptor.getDocumentElement().insertBefore(parameter, first);
        });
        try {
            // Elements that were made here have no namespace of their own; in the text they are in that of the root.
            Transformer writer = TransformerFactory.newInstance().newTransformer();
            writer.setOutputProperty(OutputKeys.ENCODING, "UTF-8");
            writer.transform(
                    new DOMSource(descriptor), new StreamResult(descriptor().toFile()));
        } catch (TransformerException e) {
            throw new IllegalStateException(war + ": the descriptor can't be written", e);
        }
        return war;
    }

    private Element element(String name, String text) {
        Element element = descriptor.createElement(name);
        element.setTextContent(text);
        return element;
    }

    private static String parameter(Element servlet, String name) {
        return children(servlet, "init-param").stream()
                .filter(parameter -> text(parameter, "param-name").equals(name))
                .map(parameter -> text(parameter, "param-value"))
                .collect(Collectors.joining());
    }

    private static String text(Element parent, String name) {
        return children(parent, name).stream()
                .map(Node::getTextContent)
                .map(String::strip)
                .collect(Collectors.joining());
    }

    private static Element child(Element parent, String name) {
        return children(parent, name).get(0);
    }

    private static List<Element> children(Element parent, String name) {
        NodeList all = parent.getChildNodes();
        return IntStream.range(0, all.getLength())
                .mapToObj(all::item)
                .filter(Element.class::isInstance)
                .map(Element.class::cast)
                .filter(element -> element.getTagName().equals(name))
                .toList();
    }

    private static void remove(Node node) {
        node.getParentNode().removeChild(node);
    }
}
