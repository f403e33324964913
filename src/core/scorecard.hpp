// A scorecard: the criteria of one account on one day, and what follows from them. Its parts refer to memory that the
// card does not own (the stored value, or the text it was read from).
#pragma once
#include "core/core.hpp"

#include "core/bytes.hpp"
#include "core/memory.hpp"
#include "core/numbers.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

namespace hs::core {

// Why a criterion has no points; in the order in which they go before each other, `observed` last.
enum class reason : std::uint8_t {
    no_feed,
    feed_gap,
    feed_stale,
    too_young,
    not_recorded,
    not_applicable,
    observed
};
inline constexpr std::size_t reasons = 7;

std::string_view name_of(reason reason);
std::optional<reason> reason_named(std::string_view name);
// Whether it is a gap in what is known of this account: what can be assumed about, and lowers the coverage.
bool is_missing(reason reason);

struct criterion {
    std::string_view component; // a path: usage, or usage/people for a group within it
    std::string_view name;
    reason why;           // observed, or why not
    std::int64_t weight;  // in millionths, any scale
    std::int64_t points;  // micro-points; 0 unless observed or assumed
    bool assumed = false; // it is missing, and these points stand in for it

    bool has_points() const { return why == reason::observed || assumed; }
};

struct limit {
    std::int64_t at_most; // micro-points
    std::string_view reason;
};

// How the parts of a component make up its points: their weighted mean, or those of the worst or best part alone.
enum class combination : std::uint8_t { weighted, worst, best };
inline constexpr std::size_t combinations = 3;

std::string_view name_of(combination how);
std::optional<combination> combination_named(std::string_view name);

struct group {
    std::string_view component;
    combination how; // never weighted, which goes without saying
};

struct scorecard {
    vector<criterion> criteria; // in byte order of component, name
    vector<limit> limits;       // lowest first, then in byte order of the reason
    vector<group> groups; // in byte order of the component, each a component of a criterion or above one
    std::int64_t minimum_coverage = 600'000;
};

inline constexpr std::size_t most_criteria =
    200; // also of limits and groups: keeps every product within 128 bits
inline constexpr std::size_t longest_name = 255; // bytes

// Byte order, whatever the locale.
int compare(const criterion &a, const criterion &b);
int compare(const limit &a, const limit &b);
// The path above a component, empty at the top.
std::string_view parent_of(std::string_view component);

// What is wrong with one criterion or limit, as 22023 (22004 for the empty name of something).
void check(const criterion &criterion);
void check(const limit &limit);
std::int64_t points_to_micro(double points, const char *argument);
std::int64_t coverage_to_micro(double coverage, const char *argument);

// Keep the order; a criterion that is there already is 22023, an equal limit is taken once.
void insert(scorecard &card, const criterion &criterion);
void insert(scorecard &card, const limit &limit);
// 22023 if the card has no such component, or combines it in another way already.
void insert(scorecard &card, const group &group);
[[noreturn]] void refuse_duplicate(const criterion &criterion);
// 22023 unless a criterion has a weight above 0: without one, nothing follows from a card.
void require_weight(const scorecard &card);
// All criteria, limits and groups of both; they must agree on the minimum coverage, and on how a component combines.
void merge(scorecard &into, const scorecard &other);

// The whole is sound: sorted, within its limits, and of a weight above 0. Returns what is wrong, or "".
std::string flaw(const scorecard &card);

// --- the composite ---------------------------------------------------------------------------------------------------

// Shares are in millionths of the whole, points and parts of them in micro-points.
struct criterion_score {
    bool counts = false;           // it has points, and so have all components that it is in
    std::int64_t share = 0;        // nominal
    std::int64_t effective = 0;    // after the weight of what is missing, or not chosen, was passed on
    std::int64_t contribution = 0; // to the unlimited points
    std::int64_t lost = 0;         // below 100
};

inline constexpr std::size_t top = static_cast<std::size_t>(-1); // above all components: the whole

struct component_score {
    std::string_view name;
    std::size_t parent;      // or top
    std::size_t first, last; // its own criteria, without those of components within it: [first, last)
    combination how = combination::weighted;
    reason why;        // observed, of something at least; else the first reason among its parts …
    bool thin = false; // … but if this is set: something has points, of less than half the weight
    bool has_points = false;
    bool counts = false;         // it has points, and so have all components that it is in
    std::int64_t weight = 0;     // sums of the weights: all criteria in it, however deep,
    std::int64_t applicable = 0; // the applicable ones, bound or not,
    std::int64_t expected = 0;   // the applicable and bound ones,
    std::int64_t observed = 0;   // the observed ones, without those in components that have no points,
    std::int64_t counted = 0;    // and with those that something is assumed of
    std::int64_t points = 0;     // if it has them
    std::int64_t share = 0, effective = 0, contribution = 0, lost = 0;
    std::int64_t coverage = 0; // observed / expected
};

// A criterion or a component that the points of the component around it are made of.
struct part {
    bool is_component;
    std::size_t at; // among the components or criteria
    std::int64_t weight, points;
};

struct composite {
    vector<component_score> components;                 // in byte order, so each after its parent
    vector<criterion_score> criteria;                   // parallel to the card's
    std::optional<std::int64_t> unlimited, worst, best; // worst and best are limited already
    std::optional<std::int64_t> limited;
    std::optional<std::int64_t> points; // limited, and null below the minimum coverage
    std::int64_t coverage = 0, model_coverage = 0;

    // What the points of a component, or of the whole (top), are made of.
    std::span<const part> parts_of(std::size_t component) const;

    vector<part> parts;
    vector<std::pair<std::size_t, std::size_t>>
        parts_at; // of each component, then of the whole: [first, last)
};

composite compose(const scorecard &card);

// The criterion that loses most points, first in byte order among equals; null if none loses any.
std::optional<std::size_t> main_loss(const composite &composite);

// --- how a change splits ---------------------------------------------------------------------------------------------

enum class change { missing, value, weight, limit };
std::string_view name_of(change part);

struct change_part {
    change part;
    std::string_view component, criterion; // empty for limit
    std::int64_t points;
};

// The parts of points(after) - points(before), in byte order of criteria, the limit last. Empty if either has no points.
vector<change_part> explain(const scorecard &before, const scorecard &after);

// --- text, bytes, JSON -----------------------------------------------------------------------------------------------

// usage {feature_depth 80 * 0.4, pulse 50 not_recorded * 0.2, usage_level too_young * 0.4}; at_most 77 severe_ticket; worst usage; requires 0.6
// Names are kept in `names`, which must outlive the card. (A deque leaves its elements where they are.)
using name_store = std::deque<string, allocator<string>>;
scorecard parse_scorecard(std::string_view text, name_store &names);
void append_text(string &out, const scorecard &card);
scorecard read_scorecard(byte_reader &from);
void write(byte_writer &to, const scorecard &card);
void append_json(string &out, const scorecard &card);

// --- the stored form -------------------------------------------------------------------------------------------------

// A body is a card_head, then the criteria, the limits and the groups, each padded with zeros to 8 bytes: equal cards have equal
// bytes. It lies at an address that is a multiple of 8.
struct card_head {
    std::int64_t minimum_coverage;
    std::uint16_t criteria, limits, groups, zero;
};

std::size_t stored_size(const criterion &criterion);
std::size_t stored_size(const scorecard &card);
void store(char *at, const criterion &criterion);
void store(char *body, const scorecard &card);
// The card refers to the body.
scorecard load(std::string_view body);
// Where in the body a criterion is to be inserted, counted in bytes. 22023 if it is there already.
std::size_t place_of(std::string_view body, const criterion &criterion);

} // namespace hs::core
