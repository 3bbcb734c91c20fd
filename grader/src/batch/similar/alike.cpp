#include "batch/similar/alike.hpp"

#include "batch/similar/tokens.hpp"
#include "batch/similar/winnow.hpp"

#include <algorithm>
#include <utility>

namespace gilkit::batch {

namespace {

Language language_of(const content::Exercise& exercise) {
    return content::suffix_of(exercise.requirement) == ".cpp" ? Language::cpp : Language::python;
}

std::vector<Together::Who> who_handed_in(Database& database, const std::string& exercise,
                                         const std::string& source) {
    std::vector<Together::Who> who;
    Statement row = database.prepare(
        "SELECT student, folder FROM submission WHERE source = ? AND exercise = ? ORDER BY number");
    row.bind(std::string_view(source)).bind(std::string_view(exercise));
    while (row.step()) {
        who.push_back({row.text(0), row.text(1)});
    }
    return who;
}

void add_same(Database& database, const AlikeThresholds& thresholds, std::vector<Together>& found) {
    Statement group = database.prepare("SELECT n.exercise, n.digest FROM normal_form n JOIN submission s ON "
                                       "s.source = n.source AND s.exercise = "
                                       "n.exercise WHERE n.prints >= ? GROUP BY n.exercise, n.digest HAVING "
                                       "count(*) > 1 ORDER BY count(*) DESC "
                                       "LIMIT ?");
    group.bind(static_cast<std::int64_t>(thresholds.prints))
        .bind(static_cast<std::int64_t>(thresholds.groups));
    while (group.step()) {
        Together together{group.text(0), true, 1, {}};
        Statement source =
            database.prepare("SELECT source FROM normal_form WHERE exercise = ? AND digest = ?");
        source.bind(std::string_view(together.exercise)).bind(std::string_view(group.text(1)));
        while (source.step()) {
            const auto who = who_handed_in(database, together.exercise, source.text(0));
            together.who.insert(together.who.end(), who.begin(), who.end());
        }
        found.push_back(std::move(together));
    }
}

// A pair of different programs, each for all who handed it in.
void add_pairs(Database& database, const AlikeThresholds& thresholds, std::vector<Together>& found) {
    // `counted`: fingerprints that few have. What everybody has, the task has.
    database.execute("DROP TABLE IF EXISTS temp.counted");
    database.execute("CREATE TEMP TABLE counted(exercise TEXT, print INTEGER, source TEXT, "
                     "PRIMARY KEY (exercise, print, source)) WITHOUT ROWID");
    Statement exercise = database.prepare("SELECT exercise, count(*) FROM normal_form GROUP BY exercise");
    while (exercise.step()) {
        const auto few = std::max(static_cast<std::int64_t>(thresholds.few), exercise.integer(1) / 10);
        database.run(
            "INSERT INTO temp.counted SELECT f.exercise, f.print, f.source FROM fingerprint f WHERE "
            "f.exercise = ?1 AND f.print IN (SELECT print FROM fingerprint WHERE exercise = ?1 GROUP BY "
            "print HAVING count(*) <= ?2)",
            exercise.text(0), few);
    }
    Statement pair =
        database.prepare("WITH size AS MATERIALIZED (SELECT exercise, source, count(*) AS prints FROM "
                         "temp.counted GROUP BY exercise, "
                         "source), shared AS (SELECT a.exercise AS exercise, a.source AS one, b.source AS "
                         "other, count(*) AS prints "
                         "FROM temp.counted a JOIN temp.counted b ON b.exercise = a.exercise AND b.print = "
                         "a.print AND b.source > "
                         "a.source GROUP BY a.exercise, a.source, b.source HAVING count(*) >= ?) "
                         "SELECT shared.exercise, one, other, 1.0 * shared.prints / min(x.prints, y.prints) "
                         "AS share FROM shared "
                         "JOIN size x ON x.exercise = shared.exercise AND x.source = one "
                         "JOIN size y ON y.exercise = shared.exercise AND y.source = other "
                         "JOIN normal_form m ON m.exercise = shared.exercise AND m.source = one "
                         "JOIN normal_form n ON n.exercise = shared.exercise AND n.source = other "
                         "WHERE m.digest <> n.digest AND share >= ? ORDER BY share DESC, one, other LIMIT ?");
    pair.bind(static_cast<std::int64_t>(thresholds.prints))
        .bind(thresholds.share)
        .bind(static_cast<std::int64_t>(thresholds.groups));
    while (pair.step()) {
        Together together{pair.text(0), false, pair.real(3),
                          who_handed_in(database, pair.text(0), pair.text(1))};
        const auto others = who_handed_in(database, together.exercise, pair.text(2));
        together.who.insert(together.who.end(), others.begin(), others.end());
        found.push_back(std::move(together));
    }
}

} // namespace

Journaled<void> Fingerprinter::keep(const content::Exercise& exercise, const std::string& source,
                                    const std::string& bytes) {
    const auto known = journal_.has_fingerprints(exercise.id, source);
    if (!known || *known) {
        return known ? Journaled<void>{} : tl::unexpected(known.error());
    }
    const Language language = language_of(exercise);
    auto stub = stubs_.find(exercise.id);
    if (stub == stubs_.end()) {
        const auto grams = grams_of(tokens_of(exercise.stub_source, language));
        stub = stubs_.emplace(exercise.id, std::unordered_set(grams.begin(), grams.end())).first;
    }
    const Fingerprints prints = fingerprints_of(tokens_of(bytes, language), stub->second);
    return journal_.put_fingerprints(exercise.id, source, prints.normal_form, prints.own);
}

Journaled<std::vector<Together>> look_together(Journal& journal, const AlikeThresholds& thresholds) {
    std::vector<Together> found;
    try {
        add_same(journal.database(), thresholds, found);
        add_pairs(journal.database(), thresholds, found);
    } catch (const SqlFault& fault) {
        return tl::unexpected(fault_from(fault, {}));
    }
    found.resize(std::min(found.size(), thresholds.groups));
    return found;
}

} // namespace gilkit::batch
