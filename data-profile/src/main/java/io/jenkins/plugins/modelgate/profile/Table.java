package io.jenkins.plugins.modelgate.profile;

import io.jenkins.plugins.modelgate.core.contract.Memory;
import io.jenkins.plugins.modelgate.core.contract.Profile;
import io.jenkins.plugins.modelgate.core.contract.Profiler;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import java.io.Closeable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The profile of a table as it is being made. */
final class Table implements Closeable {
    /** More can only be a forged file. */
    static final long MOST_ROWS = 10_000_000_000L;

    private final Memory memory = new Memory();
    private final Crew crew = new Crew(memory);
    private final Map<String, Profiler> columns = new LinkedHashMap<>();
    private long rows;

    /**
     * The column of this name, which is there from now on.
     *
     * @throws InvalidDataException if they become too many
     */
    Profiler column(String file, String name) throws InvalidDataException {
        Profiler column = columns.get(name);
        if (column == null) {
            if (columns.size() == Profile.MOST_COLUMNS) {
                throw new InvalidDataException("‘" + file + "’ has more than " + Profile.MOST_COLUMNS
                        + " columns, the most of which there is a profile");
            }
            column = new Profiler(name, memory);
            columns.put(name, column);
        }
        return column;
    }

    void addRows(String file, long more) throws InvalidDataException {
        rows += more;
        if (more < 0 || rows > MOST_ROWS) {
            throw new InvalidDataException("‘" + file + "’ has more than " + MOST_ROWS + " rows");
        }
    }

    /** Who works on the columns. */
    Crew crew() {
        return crew;
    }

    @Override
    public void close() {
        crew.close();
    }

    /**
     * The columns of a file that has all names at its beginning; a further file has those of the first.
     *
     * @throws InvalidDataException if a name is there twice, or they are others than those of the first
     */
    List<Profiler> columns(String file, List<String> names) throws InvalidDataException {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw new InvalidDataException("‘" + file + "’ has two columns ‘" + Shown.text(name) + "’");
            }
        }
        require(file, names);
        List<Profiler> found = new ArrayList<>();
        for (String name : names) {
            found.add(column(file, name));
        }
        return found;
    }

    private void require(String file, List<String> names) throws InvalidDataException {
        if (!columns.isEmpty() && !names.equals(List.copyOf(columns.keySet()))) {
            List<String> others = new ArrayList<>(names);
            others.removeAll(columns.keySet());
            List<String> missing = new ArrayList<>(columns.keySet());
            missing.removeAll(names);
            throw new InvalidDataException("‘" + file + "’ has other columns than the files before it"
                    + (others.isEmpty() ? "" : ": also " + Shown.names(others))
                    + (missing.isEmpty() ? "" : ": not " + Shown.names(missing)));
        }
    }

    /** What is not there in a row is missing. */
    Profile finish() {
        return new Profile(
                rows,
                columns.values().stream().map(column -> column.finish(rows)).toList());
    }
}
