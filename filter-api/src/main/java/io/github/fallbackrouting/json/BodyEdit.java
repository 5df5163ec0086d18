package io.github.fallbackrouting.json;

import io.github.fallbackrouting.json.JsonScanner.Member;
import io.github.fallbackrouting.json.RequestDocument.Source;
import io.github.fallbackrouting.json.RequestDocument.Span;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A request body with some members of its outermost object replaced, removed or added: every other byte is the same.
 *
 * <p>A name that stands twice, however it is escaped, is replaced or removed twice, so that every parser sees the same. A
 * name to be set that the body has not becomes its first member, as with a {@code model} that the host fills in itself. A
 * member goes with the comma before it, or, if no member before it stays, with the comma behind it; the white space between
 * the two goes too. Immutable; can be read as often as its source can.
 */
public final class BodyEdit {

    /** The most times that one name may stand: twice may be a mistake, this often it is meant to cost memory. */
    private static final int PLACES_LIMIT = 16;

    /** Bytes to leave out, and what comes in their place. */
    private record Cut(Span span, byte[] replacement) {}

    private static final byte[] NOTHING = {};

    private final Source source;
    private final long sourceLength;
    private final List<Cut> cuts;
    private final long length;

    private BodyEdit(Source source, long sourceLength, List<Cut> cuts) {
        this.source = source;
        this.sourceLength = sourceLength;
        this.cuts = cuts;
        length = sourceLength
                + cuts.stream()
                        .mapToLong(cut -> cut.replacement().length - cut.span().length())
                        .sum();
    }

    /**
     * Reads the body once, to find the members.
     *
     * @param source the body's bytes
     * @param sourceLength how many they are
     * @param document what was read in them
     * @param set new values by the members' names, as JSON text; those that are added stand in the order of this map
     * @param remove the members that must not be in the result, but for those that are set or appended to; made by {@link
     *     JsonPaths#ofMembers}
     * @return empty if one of the names stands more than sixteen times
     * @throws IOException if the body can't be read, or is not what the document was read in
     * @throws IllegalArgumentException if a new value is no JSON text
     */
    public static Optional<BodyEdit> of(
            Source source, long sourceLength, RequestDocument document, Map<String, String> set, JsonPaths remove)
            throws IOException {
        return of(source, sourceLength, document, set, remove, Map.of());
    }

    /**
     * Reads the body once, to find the members.
     *
     * @param append what is to be added behind the last element of an array, by the name of the member whose value it is, as
     *     JSON text
     * @return empty if one of the names stands more than sixteen times, or one to append to is missing or no array
     * @throws IOException if the body can't be read, or is not what the document was read in
     * @throws IllegalArgumentException if a name is to be set and to be appended to, or a value is no JSON text
     */
    public static Optional<BodyEdit> of(
            Source source,
            long sourceLength,
            RequestDocument document,
            Map<String, String> set,
            JsonPaths remove,
            Map<String, String> append)
            throws IOException {
        if (!Collections.disjoint(set.keySet(), append.keySet())) {
            throw new IllegalArgumentException("one thing to do for every name expected, found: set " + set.keySet()
                    + " and append to " + append.keySet());
        }
        set.forEach(BodyEdit::check);
        append.forEach(BodyEdit::check);
        Plan plan = new Plan(set, append);
        JsonScanner scanner =
                new JsonScanner(plan, remove.andMembers(set.keySet()).andMembers(append.keySet()));
        long read = scanner.readAll(source);
        if (!scanner.isWhole() || scanner.firstMember() != document.firstMember() || read != sourceLength) {
            throw new IOException(
                    "a JSON object of " + sourceLength + " bytes expected, found " + read + " bytes of something else");
        }
        return plan.cuts(document).map(cuts -> new BodyEdit(source, sourceLength, cuts));
    }

    private static void check(String name, String value) {
        byte[] json = value.getBytes(StandardCharsets.UTF_8);
        JsonScanner scanner = new JsonScanner(member -> {}, JsonPaths.of());
        scanner.feed(json, 0, json.length);
        if (!scanner.isWhole()) {
            throw new IllegalArgumentException("a JSON text expected as the new " + name + ", found: " + value);
        }
    }

    /** In bytes. */
    public long length() {
        return length;
    }

    /** The new body from its first byte on; reading it fails with an {@link EOFException} if the source has become shorter. */
    public InputStream open() throws IOException {
        return new EditedStream(source.open());
    }

    /** Finds the cuts, member by member. */
    private static final class Plan implements JsonScanner.Members {

        private final Map<String, String> values;
        private final Map<String, String> missing;
        private final Map<String, String> appended;
        private final Set<String> arraysMissing;
        private final Map<String, Integer> places = new HashMap<>();
        private final List<Cut> cuts = new ArrayList<>();
        private boolean tooMany;

        /** Of the member being read: where it is to be removed, and the comma before it. */
        private @Nullable Span removed;

        private long commaBefore;
        private boolean anyStays;

        Plan(Map<String, String> set, Map<String, String> append) {
            values = set;
            missing = new LinkedHashMap<>(set);
            appended = append;
            arraysMissing = new HashSet<>(append.keySet());
        }

        @Override
        public void found(Member member) {
            String name = member.path();
            if (places.merge(name, 1, Integer::sum) > PLACES_LIMIT) {
                tooMany = true;
                return;
            }
            String element = appended.get(name);
            if (element != null) {
                append(member, element);
                return;
            }
            String value = values.get(name);
            if (value == null) {
                removed = new Span(member.nameFrom(), member.to());
            } else {
                cuts.add(new Cut(new Span(member.from(), member.to()), value.getBytes(StandardCharsets.UTF_8)));
                missing.remove(name);
            }
        }

        private void append(Member member, String element) {
            if (member.kind() == JsonScanner.Kind.ARRAY) {
                arraysMissing.remove(member.path());
                long end = member.to() - 1;
                String added = member.isEmpty() ? element : "," + element;
                cuts.add(new Cut(new Span(end, end), added.getBytes(StandardCharsets.UTF_8)));
            } else {
                arraysMissing.add(member.path());
            }
        }

        @Override
        public void comma(long at) {
            memberEnded(at + 1);
            commaBefore = at;
        }

        /** Takes the member out, with the comma before it if there is any; up to {@code next} otherwise. */
        private void memberEnded(long next) {
            if (removed == null) {
                anyStays = true;
            } else {
                Span span = anyStays ? new Span(commaBefore, removed.to()) : new Span(removed.from(), next);
                cuts.add(new Cut(span, NOTHING));
                removed = null;
            }
        }

        Optional<List<Cut>> cuts(RequestDocument document) {
            if (tooMany || !arraysMissing.isEmpty()) {
                return Optional.empty();
            }
            if (removed != null) {
                memberEnded(removed.to());
            } else {
                anyStays |= document.hasMembers();
            }
            if (!missing.isEmpty()) {
                Span place = new Span(document.firstMember(), document.firstMember());
                cuts.add(0, new Cut(place, firstMembers().getBytes(StandardCharsets.UTF_8)));
            }
            return Optional.of(List.copyOf(cuts));
        }

        private String firstMembers() {
            String members = missing.entrySet().stream()
                    .map(member -> JsonString.quote(member.getKey()) + ":" + member.getValue())
                    .collect(Collectors.joining(","));
            return anyStays ? members + "," : members;
        }
    }

    private final class EditedStream extends InputStream {

        private final InputStream original;
        private long position;
        private int nextCut;
        private byte[] replacement = NOTHING;
        private int replaced;

        EditedStream(InputStream original) {
            this.original = original;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, bytes.length);
            if (length == 0) {
                return 0;
            }
            while (replaced == replacement.length && position == positionOfNextCut()) {
                cut(cuts.get(nextCut++));
            }
            if (replaced < replacement.length) {
                int n = Math.min(length, replacement.length - replaced);
                System.arraycopy(replacement, replaced, bytes, offset, n);
                replaced += n;
                return n;
            }
            int n = original.read(bytes, offset, (int) Math.min(length, positionOfNextCut() - position));
            if (n < 0 && position < sourceLength) {
                throw new EOFException("a body of " + sourceLength + " bytes expected, found " + position);
            }
            position += Math.max(n, 0);
            return n;
        }

        private long positionOfNextCut() {
            return nextCut < cuts.size() ? cuts.get(nextCut).span().from() : Long.MAX_VALUE;
        }

        private void cut(Cut cut) throws IOException {
            original.skipNBytes(cut.span().length());
            position = cut.span().to();
            replacement = cut.replacement();
            replaced = 0;
        }

        @Override
        public void close() throws IOException {
            original.close();
        }
    }
}
