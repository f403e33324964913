// A stored scorecard, for the files that read one.
#pragma once
#include "core/scorecard.hpp"

#include "pg/flat.hpp"

namespace hs::bind {

inline constexpr char card_type_name[] = "scorecard";

// The stored form: the header, then the body that src/core/scorecard_forms.cpp describes.
struct stored_card : pg::flat_header {
    core::card_head head;
};

inline std::string_view body_of(const stored_card *block) {
    return {reinterpret_cast<const char *>(&block->head), block->used - sizeof(pg::flat_header)};
}

inline const stored_card *block_argument(pg::call call, int i) {
    return pg::flat_argument<stored_card>(call, i, card_type_name);
}

} // namespace hs::bind
