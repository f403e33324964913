// The type score_curve and points_at().
#include "core/score_curve.hpp"

#include "pg/flat.hpp"

using namespace hs;

namespace {

// The stored form: the header, then the points.
using stored_curve = pg::flat_header;

Datum make_curve(std::span<const core::curve_point> curve) {
    return pg::make_flat({reinterpret_cast<const char *>(curve.data()), curve.size_bytes()});
}

std::span<const core::curve_point> curve_argument(pg::call call, int i) {
    auto curve = pg::items_behind<core::curve_point>(pg::flat_argument<stored_curve>(call, i, "score_curve"));
    if (curve.empty())
        throw core::error("XX001", "a stored value of type score_curve is damaged");
    return curve;
}

} // namespace

HS_FUNCTION(hs_score_curve_in) {
    return make_curve(core::parse_score_curve(call.cstring(0)));
}

HS_FUNCTION(hs_score_curve_out) {
    auto curve = curve_argument(call, 0);
    core::string text;
    core::append_text(text, curve);
    return pg::make_cstring(text);
}

HS_FUNCTION(hs_score_curve_recv) {
    core::byte_reader from(call.message(0), "score_curve");
    return make_curve(core::read_score_curve(from));
}

HS_FUNCTION(hs_score_curve_send) {
    auto curve = curve_argument(call, 0);
    core::byte_writer to;
    core::write(to, curve);
    return pg::make_bytea(to.bytes());
}

HS_FUNCTION(hs_score_curve_to_jsonb) {
    auto curve = curve_argument(call, 0);
    core::string text;
    core::append_json(text, curve);
    return pg::make_jsonb(text);
}

HS_FUNCTION(hs_points_at) {
    return pg::make_numeric(core::points_at(curve_argument(call, 0), call.float8(1, "value")));
}
