// The forms of a scorecard: text, bytes on the wire, JSON, and bytes as stored.
#include "core/error.hpp"
#include "core/json.hpp"
#include "core/scanner.hpp"
#include "core/scorecard.hpp"

#include <algorithm>
#include <cstring>

namespace hs::core {
namespace {

constexpr char type_name[] = "scorecard";

} // namespace

// --- text ------------------------------------------------------------------------------------------------------------

scorecard parse_scorecard(std::string_view text, name_store &names) {
    scanner in(text, type_name);
    scorecard card;
    auto keep = [&](string name) -> std::string_view {
        names.push_back(std::move(name));
        return names.back();
    };
    auto in_range = [&](std::int64_t value, std::int64_t most, const char *why) {
        if (value < 0 || value > most)
            in.refuse(why);
        return value;
    };
    auto points = [&] {
        return in_range(in.micro_number("points", largest_amount), 100 * micro,
                        "Points must lie between 0 and 100");
    };
    do {
        std::string_view component = keep(in.name());
        in.expect('{');
        do {
            criterion c{component, keep(in.name()), reason::observed, 0, 0};
            bool has_points = in.next_is_number();
            if (has_points)
                c.points = points();
            if (!has_points || (!in.next_is('*') && !in.next_is('}'))) {
                std::string_view word = in.word();
                auto why = reason_named(word);
                if (!why || *why == reason::observed)
                    in.refuse("Not a reason: " + quoted(word));
                c.why = *why;
                c.assumed = has_points;
            }
            in.expect('*');
            c.weight = in_range(in.micro_number("weight", largest_amount), 1'000'000 * micro,
                                "Weights must lie between 0 and 1000000");
            if (card.criteria.size() == most_criteria)
                in.refuse("A scorecard may have at most 200 criteria");
            card.criteria.push_back(c);
        } while (in.accept(','));
        in.expect('}');
    } while (in.accept(','));
    bool more = in.accept(';');
    if (more && in.next_is_word("at_most")) {
        do {
            in.expect("at_most");
            std::int64_t at_most = points();
            insert(card, limit{at_most, keep(in.name())}); // an equal one is taken once
        } while (in.accept(','));
        more = in.accept(';');
    }
    vector<group> groups;
    if (more && (in.next_is_word("worst") || in.next_is_word("best"))) {
        do {
            auto how = in.next_is_word("best") ? combination::best : combination::worst;
            in.expect(name_of(how));
            groups.push_back({keep(in.name()), how});
        } while (in.accept(','));
        more = in.accept(';');
    }
    if (more) {
        in.expect("requires");
        card.minimum_coverage = in_range(in.micro_number("coverage", largest_amount), micro,
                                         "The minimum coverage must lie between 0 and 1");
    }
    in.expect_end();
    std::sort(card.criteria.begin(), card.criteria.end(),
              [](const criterion &a, const criterion &b) { return compare(a, b) < 0; });
    std::sort(groups.begin(), groups.end(),
              [](const group &a, const group &b) { return a.component < b.component; });
    card.groups = std::move(groups);
    if (auto why = flaw(card); !why.empty())
        in.refuse(why);
    return card;
}

void append_text(string &out, const scorecard &card) {
    for (std::size_t i = 0; i < card.criteria.size(); ++i) {
        const auto &c = card.criteria[i];
        bool opens = i == 0 || card.criteria[i - 1].component != c.component;
        if (i > 0)
            out += opens ? "}, " : ", ";
        if (opens) {
            append_name(out, c.component);
            out += " {";
        }
        append_name(out, c.name);
        out += ' ';
        if (c.has_points())
            append_micro(out, c.points);
        if (c.assumed)
            out += ' ';
        if (c.why != reason::observed)
            out += name_of(c.why);
        out += " * ";
        append_micro(out, c.weight);
    }
    out += '}';
    for (std::size_t i = 0; i < card.limits.size(); ++i) {
        out += i == 0 ? "; at_most " : ", at_most ";
        append_micro(out, card.limits[i].at_most);
        out += ' ';
        append_name(out, card.limits[i].reason);
    }
    for (std::size_t i = 0; i < card.groups.size(); ++i) {
        out += i == 0 ? "; " : ", ";
        out += name_of(card.groups[i].how);
        out += ' ';
        append_name(out, card.groups[i].component);
    }
    out += "; requires ";
    append_micro(out, card.minimum_coverage);
}

// --- bytes on the wire -----------------------------------------------------------------------------------------------

namespace {

// Beside the reason of a criterion: points are assumed.
constexpr std::uint8_t assumed_bit = 0x80;

} // namespace

scorecard read_scorecard(byte_reader &from) {
    from.version(1);
    scorecard card;
    card.minimum_coverage = from.integer<std::int64_t>();
    card.criteria.resize(from.count(4 + 4 + 1 + 8 + 8));
    for (auto &c : card.criteria) {
        c.component = from.text();
        c.name = from.text();
        auto why = from.integer<std::uint8_t>();
        c.assumed = (why & assumed_bit) != 0;
        why &= static_cast<std::uint8_t>(~assumed_bit);
        if (why >= reasons)
            from.fail("A reason is unknown");
        c.why = static_cast<reason>(why);
        c.weight = from.integer<std::int64_t>();
        c.points = from.integer<std::int64_t>();
    }
    card.limits.resize(from.count(8 + 4));
    for (auto &l : card.limits) {
        l.at_most = from.integer<std::int64_t>();
        l.reason = from.text();
    }
    card.groups.resize(from.count(4 + 1));
    for (auto &g : card.groups) {
        g.component = from.text();
        auto how = from.integer<std::uint8_t>();
        if (how >= combinations)
            from.fail("A way to combine parts is unknown");
        g.how = static_cast<combination>(how);
    }
    from.end();
    if (auto why = flaw(card); !why.empty())
        from.fail(why);
    return card;
}

void write(byte_writer &to, const scorecard &card) {
    to.integer<std::uint8_t>(1);
    to.integer(card.minimum_coverage);
    to.integer(static_cast<std::uint32_t>(card.criteria.size()));
    for (const auto &c : card.criteria) {
        to.text(c.component);
        to.text(c.name);
        to.integer(
            static_cast<std::uint8_t>(static_cast<std::uint8_t>(c.why) | (c.assumed ? assumed_bit : 0)));
        to.integer(c.weight);
        to.integer(c.points);
    }
    to.integer(static_cast<std::uint32_t>(card.limits.size()));
    for (const auto &l : card.limits) {
        to.integer(l.at_most);
        to.text(l.reason);
    }
    to.integer(static_cast<std::uint32_t>(card.groups.size()));
    for (const auto &g : card.groups) {
        to.text(g.component);
        to.integer(static_cast<std::uint8_t>(g.how));
    }
}

// --- JSON ------------------------------------------------------------------------------------------------------------

void append_json(string &out, const scorecard &card) {
    composite scores = compose(card);
    json_object object(out);
    object.number("points", scores.points);
    if (!scores.points)
        object.text("reason", "low_coverage");
    object.number("unlimited_points", scores.unlimited);
    object.number("worst_points", scores.worst);
    object.number("best_points", scores.best);
    object.number("coverage", scores.coverage);
    object.number("model_coverage", scores.model_coverage);
    object.number("minimum_coverage", card.minimum_coverage);
    object.key("components") += '[';
    for (const auto &k : scores.components) {
        if (&k != &scores.components.front())
            out += ", ";
        json_object component(out);
        component.text("component", k.name);
        if (k.parent != top)
            component.text("parent", scores.components[k.parent].name);
        if (k.how != combination::weighted)
            component.text("combines", name_of(k.how));
        component.number("points", k.has_points ? std::optional(k.points) : std::nullopt);
        component.number("weight", k.share);
        component.number("effective_weight", k.effective);
        component.text("reason", k.thin ? "low_coverage" : name_of(k.why));
        component.key("criteria") += '[';
        for (std::size_t i = k.first; i < k.last; ++i) {
            if (i > k.first)
                out += ", ";
            const auto &c = card.criteria[i];
            const auto &score = scores.criteria[i];
            json_object criterion(out);
            criterion.text("criterion", c.name);
            criterion.number("points", c.has_points() ? std::optional(c.points) : std::nullopt);
            criterion.number("weight", score.share);
            criterion.number("effective_weight", score.effective);
            criterion.number("contribution", score.counts ? std::optional(score.contribution) : std::nullopt);
            criterion.number("points_lost", score.counts ? std::optional(score.lost) : std::nullopt);
            criterion.text("reason", name_of(c.why));
            criterion.end();
        }
        out += ']';
        component.end();
    }
    out += ']';
    object.key("limits") += '[';
    for (std::size_t i = 0; i < card.limits.size(); ++i) {
        if (i > 0)
            out += ", ";
        json_object limit(out);
        limit.number("at_most", card.limits[i].at_most);
        limit.text("reason", card.limits[i].reason);
        limit.end();
    }
    out += ']';
    object.end();
}

// --- bytes as stored -------------------------------------------------------------------------------------------------

namespace {

struct stored_criterion {
    std::int64_t weight, points;
    std::uint16_t component_length, name_length;
    std::uint8_t why, assumed;
    std::uint8_t zero[2];
    // the names follow
};
static_assert(sizeof(stored_criterion) == 24);

struct stored_group {
    std::uint16_t component_length;
    std::uint8_t how;
    std::uint8_t zero[5];
    // the component follows
};
static_assert(sizeof(stored_group) == 8);

struct stored_limit {
    std::int64_t at_most;
    std::uint16_t reason_length;
    std::uint8_t zero[6];
    // the reason follows
};
static_assert(sizeof(stored_limit) == 16);

constexpr std::size_t padded(std::size_t n) {
    return (n + 7) / 8 * 8;
}

std::size_t stored_size(const limit &limit) {
    return padded(sizeof(stored_limit) + limit.reason.size());
}

std::size_t stored_size(const group &group) {
    return padded(sizeof(stored_group) + group.component.size());
}

void store(char *at, const group &group) {
    std::memset(at, 0, stored_size(group));
    stored_group record{
        static_cast<std::uint16_t>(group.component.size()), static_cast<std::uint8_t>(group.how), {}};
    std::memcpy(at, &record, sizeof record);
    std::memcpy(at + sizeof record, group.component.data(), group.component.size());
}

void store(char *at, const limit &limit) {
    std::memset(at, 0, stored_size(limit));
    stored_limit record{limit.at_most, static_cast<std::uint16_t>(limit.reason.size()), {}};
    std::memcpy(at, &record, sizeof record);
    std::memcpy(at + sizeof record, limit.reason.data(), limit.reason.size());
}

[[noreturn]] void damaged() {
    throw error("XX001", "a stored value of type scorecard is damaged");
}

// Reads the records one after the other, never beyond the end.
class body_reader {
public:
    explicit body_reader(std::string_view body) : body_(body) {
        if (body.size() < sizeof head_)
            damaged();
        std::memcpy(&head_, body.data(), sizeof head_);
        at_ = sizeof head_;
    }

    const card_head &head() const { return head_; }
    std::size_t at() const { return at_; }

    criterion next_criterion() {
        stored_criterion record;
        read(record);
        if (record.why >= reasons || record.assumed > 1)
            damaged();
        std::string_view names = text(std::size_t{record.component_length} + record.name_length);
        return {names.substr(0, record.component_length),
                names.substr(record.component_length),
                static_cast<reason>(record.why),
                record.weight,
                record.points,
                record.assumed == 1};
    }
    limit next_limit() {
        stored_limit record;
        read(record);
        return {record.at_most, text(record.reason_length)};
    }
    group next_group() {
        stored_group record;
        read(record);
        if (record.how >= combinations)
            damaged();
        return {text(record.component_length), static_cast<combination>(record.how)};
    }

private:
    template <class T>
    void read(T &record) {
        if (body_.size() - at_ < sizeof record)
            damaged();
        std::memcpy(&record, body_.data() + at_, sizeof record);
        at_ += sizeof record;
    }
    // Records are multiples of 8 bytes long, so only the text after them needs padding.
    std::string_view text(std::size_t length) {
        if (body_.size() - at_ < padded(length))
            damaged();
        std::string_view text = body_.substr(at_, length);
        at_ += padded(length);
        return text;
    }

    std::string_view body_;
    card_head head_;
    std::size_t at_;
};

} // namespace

std::size_t stored_size(const criterion &criterion) {
    return padded(sizeof(stored_criterion) + criterion.component.size() + criterion.name.size());
}

std::size_t stored_size(const scorecard &card) {
    std::size_t size = sizeof(card_head);
    for (const auto &c : card.criteria)
        size += stored_size(c);
    for (const auto &l : card.limits)
        size += stored_size(l);
    for (const auto &g : card.groups)
        size += stored_size(g);
    return size;
}

void store(char *at, const criterion &c) {
    std::memset(at, 0, stored_size(c));
    stored_criterion record{c.weight,
                            c.points,
                            static_cast<std::uint16_t>(c.component.size()),
                            static_cast<std::uint16_t>(c.name.size()),
                            static_cast<std::uint8_t>(c.why),
                            static_cast<std::uint8_t>(c.assumed),
                            {}};
    std::memcpy(at, &record, sizeof record);
    std::memcpy(at + sizeof record, c.component.data(), c.component.size());
    std::memcpy(at + sizeof record + c.component.size(), c.name.data(), c.name.size());
}

void store(char *body, const scorecard &card) {
    card_head head{card.minimum_coverage, static_cast<std::uint16_t>(card.criteria.size()),
                   static_cast<std::uint16_t>(card.limits.size()),
                   static_cast<std::uint16_t>(card.groups.size()), 0};
    std::memcpy(body, &head, sizeof head);
    char *at = body + sizeof head;
    for (const auto &c : card.criteria) {
        store(at, c);
        at += stored_size(c);
    }
    for (const auto &l : card.limits) {
        store(at, l);
        at += stored_size(l);
    }
    for (const auto &g : card.groups) {
        store(at, g);
        at += stored_size(g);
    }
}

scorecard load(std::string_view body) {
    body_reader in(body);
    if (std::max({in.head().criteria, in.head().limits, in.head().groups}) > most_criteria)
        damaged();
    scorecard card;
    card.minimum_coverage = in.head().minimum_coverage;
    card.criteria.reserve(in.head().criteria);
    for (std::uint32_t i = 0; i < in.head().criteria; ++i)
        card.criteria.push_back(in.next_criterion());
    card.limits.reserve(in.head().limits);
    for (std::uint32_t i = 0; i < in.head().limits; ++i)
        card.limits.push_back(in.next_limit());
    card.groups.reserve(in.head().groups);
    for (std::uint32_t i = 0; i < in.head().groups; ++i)
        card.groups.push_back(in.next_group());
    return card;
}

std::size_t place_of(std::string_view body, const criterion &c) {
    body_reader in(body);
    if (in.head().criteria >= most_criteria)
        throw error(too_large, "a scorecard may have at most 200 criteria");
    for (std::uint32_t i = 0; i < in.head().criteria; ++i) {
        std::size_t at = in.at();
        int order = compare(in.next_criterion(), c);
        if (order == 0)
            refuse_duplicate(c);
        if (order > 0)
            return at;
    }
    return in.at();
}

} // namespace hs::core
