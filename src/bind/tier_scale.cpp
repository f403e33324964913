// The type tier_scale and tier_of().
#include "core/tier_scale.hpp"

#include "bind/tier_labels.hpp"

#include <cstring>

using namespace hs;
using bind::tier_scale_argument;

namespace hs::bind {

const tier_labels &labels_of_tier(pg::call call) {
    FmgrInfo *function = call.info()->flinfo;
    if (function->fn_extra == nullptr) {
        auto *labels = static_cast<tier_labels *>(MemoryContextAlloc(function->fn_mcxt, sizeof(tier_labels)));
        Oid type = GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid, CStringGetDatum("tier"),
                                   ObjectIdGetDatum(get_func_namespace(function->fn_oid)));
        const char *names[] = {"red", "yellow", "green"};
        for (int i = 0; i < 3; ++i) {
            HeapTuple label =
                SearchSysCache2(ENUMTYPOIDNAME, ObjectIdGetDatum(type), CStringGetDatum(names[i]));
            if (!HeapTupleIsValid(label))
                throw core::error("XX000", "health_score.tier has lost one of its labels");
            labels->oids[i] = reinterpret_cast<Form_pg_enum>(GETSTRUCT(label))->oid;
            ReleaseSysCache(label);
        }
        function->fn_extra = labels;
    }
    return *static_cast<tier_labels *>(function->fn_extra);
}

} // namespace hs::bind

namespace {

Datum make_tier_scale(const core::tier_scale &scale) {
    void *value = core::allocate(sizeof scale);
    std::memcpy(value, &scale, sizeof scale);
    return PointerGetDatum(value);
}

} // namespace

HS_FUNCTION(hs_tier_scale_in) {
    return make_tier_scale(core::parse_tier_scale(call.cstring(0)));
}

HS_FUNCTION(hs_tier_scale_out) {
    core::string text;
    append_text(text, tier_scale_argument(call, 0));
    return pg::make_cstring(text);
}

HS_FUNCTION(hs_tier_scale_recv) {
    core::byte_reader from(call.message(0), "tier_scale");
    return make_tier_scale(core::read_tier_scale(from));
}

HS_FUNCTION(hs_tier_scale_send) {
    core::byte_writer to;
    write(to, tier_scale_argument(call, 0));
    return pg::make_bytea(to.bytes());
}

HS_FUNCTION(hs_tier_scale_to_jsonb) {
    core::string text;
    append_json(text, tier_scale_argument(call, 0));
    return pg::make_jsonb(text);
}

HS_FUNCTION(hs_tier_scale_eq) {
    return pg::make_bool(std::memcmp(&tier_scale_argument(call, 0), &tier_scale_argument(call, 1),
                                     sizeof(core::tier_scale)) == 0);
}

HS_FUNCTION(hs_tier_scale_ne) {
    return pg::make_bool(std::memcmp(&tier_scale_argument(call, 0), &tier_scale_argument(call, 1),
                                     sizeof(core::tier_scale)) != 0);
}

HS_FUNCTION(hs_tier_scale_hash) {
    return pg::make_hash(
        {reinterpret_cast<const char *>(&tier_scale_argument(call, 0)), sizeof(core::tier_scale)});
}

HS_FUNCTION(hs_tier_of) {
    std::int64_t points = core::to_micro(call.float8(0, "points"), "points");
    core::tier tier = tier_scale_argument(call, 1).tier_of(points);
    return bind::labels_of_tier(call).of(tier);
}

HS_FUNCTION(hs_tier_certainty) {
    std::int64_t points = core::to_micro(call.float8(0, "points"), "points");
    std::int64_t worst = core::to_micro(call.float8(1, "worst"), "worst");
    std::int64_t best = core::to_micro(call.float8(2, "best"), "best");
    if (worst > best)
        throw core::error(core::invalid_argument, "worst must not exceed best");
    return pg::make_text(core::tier_certainty(points, worst, best, tier_scale_argument(call, 3)));
}
