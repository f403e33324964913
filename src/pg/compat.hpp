// Differences between the major versions of PostgreSQL. PG_VERSION_NUM is tested here and nowhere else.
#pragma once

#if PG_VERSION_NUM < 150000
#error "health_score needs PostgreSQL 15 or later"
#endif

// PostgreSQL 16 moved VARSIZE and its kin out of postgres.h.
#if PG_VERSION_NUM >= 160000
extern "C" {
#include "varatt.h"
}
#endif

namespace hs::pg {

// Calls walker(node, context) for the parts of a query. Before PostgreSQL 16 the walker's arguments are not declared, which
// C++ reads as "none"; a cast by way of void (*)() is one that compilers do not warn of.
using tree_walker = bool (*)(Node *node, void *context);

inline bool walk_query(Query *query, tree_walker walker, void *context) {
#if PG_VERSION_NUM >= 160000
    return query_tree_walker(query, walker, context, 0);
#else
    return query_tree_walker(query, reinterpret_cast<bool (*)()>(reinterpret_cast<void (*)()>(walker)),
                             context, 0);
#endif
}

inline bool walk_expression(Node *node, tree_walker walker, void *context) {
#if PG_VERSION_NUM >= 160000
    return expression_tree_walker(node, walker, context);
#else
    return expression_tree_walker(node, reinterpret_cast<bool (*)()>(reinterpret_cast<void (*)()>(walker)),
                                  context);
#endif
}

// May the user SET ROLE to that role?
inline bool can_become(Oid user, Oid role) {
#if PG_VERSION_NUM >= 160000
    return member_can_set_role(user, role);
#else
    return is_member_of_role(user, role);
#endif
}

} // namespace hs::pg
