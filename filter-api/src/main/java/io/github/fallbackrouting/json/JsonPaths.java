package io.github.fallbackrouting.json;

import io.github.fallbackrouting.json.JsonScanner.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * The places in a JSON text that a {@link JsonScanner} looks for. Immutable; made once, it serves any number of scanners.
 *
 * <p>A path such as {@code choices[].finish_reason} names members from the outermost object inwards; {@code []} stands for
 * every element of an array.
 */
public final class JsonPaths {

    /** What the path of an array's elements ends with. */
    private static final String ELEMENTS = "[]";

    private final Place root = new Place();
    private int depth;
    private int longestName;
    private boolean isOfMembers;

    private JsonPaths() {}

    /** The values at these paths. */
    public static JsonPaths of(String... paths) {
        JsonPaths all = new JsonPaths();
        for (String path : paths) {
            all.add(path, path.replace(ELEMENTS, "." + ELEMENTS).split("\\.", -1))
                    .report(path);
        }
        return all;
    }

    /** The outermost object's members of these names, whatever characters are in them. */
    public static JsonPaths ofMembers(Collection<String> names) {
        JsonPaths members = ofMembers(names, List.of());
        members.isOfMembers = true;
        return members;
    }

    /**
     * Members of the outermost object, and the strings anywhere inside some others.
     *
     * @param names of the members to report
     * @param heard names of the members whose strings are to be heard
     */
    static JsonPaths ofMembers(Collection<String> names, Collection<String> heard) {
        JsonPaths all = new JsonPaths();
        all.root.expect(names.size() + heard.size());
        for (String name : names) {
            all.root.member(name).report(name);
            all.reach(1, name);
        }
        for (String name : heard) {
            all.root.member(name).hear();
            all.reach(1, name);
        }
        return all;
    }

    /**
     * These members of the outermost object, as {@link #ofMembers(Collection)} gives them, and those of these names.
     *
     * @param names only those that are not among them yet cost anything
     * @throws IllegalStateException if these are other places
     */
    JsonPaths andMembers(Collection<String> names) {
        if (!isOfMembers) {
            throw new IllegalStateException("members of the outermost object expected, found other places");
        }
        JsonPaths more = this;
        for (String name : names) {
            if (more.root.indexOf(name) < 0) {
                more = more == this ? copy(names.size()) : more;
                more.root.member(name).report(name);
                more.reach(1, name);
            }
        }
        return more;
    }

    /** The same places, with room for some more members. */
    private JsonPaths copy(int room) {
        JsonPaths same = new JsonPaths();
        same.depth = depth;
        same.longestName = longestName;
        same.isOfMembers = isOfMembers;
        same.root.takeOver(root, room);
        return same;
    }

    Place root() {
        return root;
    }

    /** How many containers the deepest place is in. */
    int depth() {
        return depth;
    }

    /** The most bytes that any of the names takes, every character of it escaped. */
    int longestName() {
        return longestName;
    }

    private Place add(String path, String[] steps) {
        Place place = root;
        for (int i = 0; i < steps.length; i++) {
            if (steps[i].isEmpty()) {
                throw new IllegalArgumentException("a path of names and [] expected, found: " + path);
            }
            place = steps[i].equals(ELEMENTS) ? place.element() : place.member(steps[i]);
            reach(i + 1, steps[i]);
        }
        return place;
    }

    private void reach(int level, String name) {
        depth = Math.max(depth, level);
        longestName = Math.max(longestName, 6 * name.length());
    }

    /** One value on the way to what is looked for, or that itself. */
    static final class Place {

        /** Where nothing is looked for. */
        static final Place NOWHERE = new Place();

        private String path = "";
        private boolean reported;
        private boolean heard;

        /** How many of the members there are; the arrays may have room for more. */
        private int count;

        private String[] names = {};
        private byte[][] plainNames = {};
        private Place[] members = {};
        private Place[] elements = {};

        private Place() {}

        /** As it was asked for. */
        String path() {
            return path;
        }

        /** Whether the value here was asked for. */
        boolean isReported() {
            return reported;
        }

        /** Whether the strings in here were asked for. */
        boolean isHeard() {
            return heard;
        }

        /** Whether anything is looked for inside a value of this kind. */
        boolean leadsInto(Kind container) {
            return (container == Kind.OBJECT ? count : elements.length) > 0;
        }

        /** The place of every element, if this is an array. */
        Place elements() {
            return elements.length > 0 ? elements[0] : NOWHERE;
        }

        /**
         * The place of a member.
         *
         * @param text its name in UTF-8, as it stands between its quotes
         * @param from where that begins
         * @param length how many bytes it is
         */
        Place memberNamed(byte[] text, int from, int length) {
            for (int i = 0; i < count; i++) {
                byte[] name = plainNames[i];
                if (name.length == length && Arrays.equals(text, from, from + length, name, 0, length)) {
                    return members[i];
                }
            }
            for (int i = 0; i < length && count > 0; i++) {
                if (text[from + i] == '\\') {
                    String unescaped = JsonString.unescape(new String(text, from, length, StandardCharsets.UTF_8));
                    int index = indexOf(unescaped);
                    return index < 0 ? NOWHERE : members[index];
                }
            }
            return NOWHERE;
        }

        private void report(String as) {
            path = as;
            reported = true;
        }

        private void hear() {
            heard = true;
        }

        private Place element() {
            if (elements.length == 0) {
                elements = new Place[] {new Place()};
            }
            return elements[0];
        }

        private int indexOf(String name) {
            for (int i = 0; i < count; i++) {
                if (names[i].equals(name)) {
                    return i;
                }
            }
            return -1;
        }

        private void takeOver(Place other, int room) {
            count = other.count;
            names = other.names;
            plainNames = other.plainNames;
            members = other.members;
            expect(count + room);
        }

        private Place member(String name) {
            int known = indexOf(name);
            if (known >= 0) {
                return members[known];
            }
            if (count == names.length) {
                expect(count + 1);
            }
            Place added = new Place();
            names[count] = name;
            plainNames[count] = name.getBytes(StandardCharsets.UTF_8);
            members[count++] = added;
            return added;
        }

        /** Makes room for so many members. */
        private void expect(int size) {
            names = Arrays.copyOf(names, size);
            plainNames = Arrays.copyOf(plainNames, size);
            members = Arrays.copyOf(members, size);
        }
    }
}
