// query_columns(): what a query would return; can_assign() and name_distance(), which help to compare that with what is
// expected. The query is parsed and its names and types are looked up under the caller's search_path; nothing is executed.
#include "pg/boundary.hpp"
#include "pg/rows.hpp"

#include <cstring>

using namespace hs;

namespace {

// A position in the query is not one in the statement that called us: report it as that of an inner query.
void at_inner_query(void *text) {
    int position = geterrposition();
    if (position > 0) {
        errposition(0);
        internalerrposition(position);
        internalerrquery(static_cast<const char *>(text));
    }
}

enum class obstacle { none, changes_data, locks_rows };

// Looks into sub-selects and WITH too, but not into the views that the query reads.
bool find_obstacle(Node *node, void *found) {
    if (node == nullptr)
        return false;
    if (!IsA(node, Query))
        return pg::walk_expression(node, find_obstacle, found);
    auto *query = reinterpret_cast<Query *>(node);
    auto &obstacle_found = *static_cast<obstacle *>(found);
    if (query->commandType != CMD_SELECT)
        obstacle_found = obstacle::changes_data;
    else if (query->rowMarks != NIL)
        obstacle_found = obstacle::locks_rows;
    return obstacle_found != obstacle::none || pg::walk_query(query, find_obstacle, found);
}

// What PostgreSQL found out; all of it lives in the current memory context.
struct analysed {
    int statements = 0;
    const char *command = nullptr; // set if it is no SELECT
    bool into = false;
    bool temporary = false;
    obstacle found = obstacle::none;
    Query *query = nullptr;
    int start = 0, length = 0; // of the statement in the text
};

analysed analyse(const char *text) {
    analysed result;
    List *statements = raw_parser(text, RAW_PARSE_DEFAULT);
    result.statements = list_length(statements);
    if (result.statements != 1)
        return result;
    auto *statement = linitial_node(RawStmt, statements);
    result.start = statement->stmt_location > 0 ? statement->stmt_location : 0;
    result.length =
        statement->stmt_len > 0 ? statement->stmt_len : static_cast<int>(std::strlen(text + result.start));
    if (!IsA(statement->stmt, SelectStmt)) {
        result.command = GetCommandTagName(CreateCommandTag(statement->stmt));
        return result;
    }
    result.query = parse_analyze_fixedparams(statement, text, nullptr, 0, nullptr);
    result.into = result.query->commandType == CMD_UTILITY;
    if (!result.into) {
        find_obstacle(reinterpret_cast<Node *>(result.query), &result.found);
        result.temporary = isQueryUsingTempRelation(result.query);
    }
    return result;
}

} // namespace

HS_FUNCTION(hs_query_columns) {
    char *sql = text_to_cstring(DatumGetTextPP(call.datum(0)));
    ErrorContextCallback callback{error_context_stack, at_inner_query, sql};
    error_context_stack = &callback;
    analysed query = analyse(sql);
    error_context_stack = callback.previous;

    constexpr char syntax[] = "42601", not_supported[] = "0A000";
    if (query.statements != 1)
        throw core::error(syntax,
                          "query must be one statement, but holds " + std::to_string(query.statements))
            .hint("Bind each source with one SELECT.");
    if (query.command != nullptr)
        throw core::error(syntax, "query must be a SELECT, VALUES or WITH statement, not " +
                                      std::string(query.command));
    if (query.into)
        throw core::error(not_supported, "query must not have INTO");
    if (query.found == obstacle::changes_data)
        throw core::error(not_supported, "query must not change data in WITH");
    if (query.found == obstacle::locks_rows)
        throw core::error(not_supported, "query must not lock rows")
            .hint("Leave out FOR UPDATE or FOR SHARE.");
    if (query.temporary)
        throw core::error(not_supported, "query must not read a temporary table")
            .hint(
                "A temporary table is gone at the end of the session: put the rows into an ordinary table.");

    std::string_view statement(sql + query.start, static_cast<std::size_t>(query.length));
    constexpr std::string_view space = " \t\r\n\f\v";
    statement.remove_prefix(std::min(statement.find_first_not_of(space), statement.size()));
    statement = statement.substr(0, statement.find_last_not_of(space) + 1);

    Datum normalised = pg::make_text(statement);
    pg::rows out(call);
    ListCell *cell;
    foreach (cell, query.query->targetList) {
        auto *entry = static_cast<TargetEntry *>(lfirst(cell));
        if (entry->resjunk)
            continue;
        std::string_view name = entry->resname != nullptr ? entry->resname : "?column?";
        Oid type = pg::pg_call([&] { return exprType(reinterpret_cast<Node *>(entry->expr)); });
        out.add({pg::make_int4(entry->resno), pg::make_text(name), ObjectIdGetDatum(type), normalised});
    }
    return out.end();
}

HS_FUNCTION(hs_can_assign) {
    Oid from = DatumGetObjectId(call.datum(0)), to = DatumGetObjectId(call.datum(1));
    for (Oid type : {from, to}) // any number makes a regtype
        if (!SearchSysCacheExists1(TYPEOID, ObjectIdGetDatum(type)))
            throw core::error("42704", "there is no type with the oid " + std::to_string(type));
    return pg::make_bool(can_coerce_type(1, &from, &to, COERCION_ASSIGNMENT));
}

HS_FUNCTION(hs_name_distance) {
    text *a = DatumGetTextPP(call.datum(0)), *b = DatumGetTextPP(call.datum(1));
    return pg::make_int4(varstr_levenshtein(VARDATA_ANY(a), VARSIZE_ANY_EXHDR(a), VARDATA_ANY(b),
                                            VARSIZE_ANY_EXHDR(b), 1, 1, 1, false));
}
