// Differences between the major versions of PostgreSQL. PG_VERSION_NUM is tested here and nowhere else.
#pragma once

#if PG_VERSION_NUM < 140000
#error "health_score needs PostgreSQL 14 or later"
#endif

// PostgreSQL 16 moved VARSIZE and its kin out of postgres.h.
#if PG_VERSION_NUM >= 160000
extern "C" {
#include "varatt.h"
}
#endif
