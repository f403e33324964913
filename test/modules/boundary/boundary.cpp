// Functions that fail in every way there is, and count what they leave behind, for test/t/010_boundary.pl; and two that
// reach what SQL does not: a receive function, and the bytes of a value as they are stored.
#include "core/interrupt.hpp"

#include "pg/boundary.hpp"
#include "pg/rows.hpp"

#include <chrono>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>

using namespace hs;

namespace {

int live = 0;

// Counts itself, and holds memory of both kinds that would leak if its destructor were jumped over.
struct counted {
    std::string heap = std::string(2000, 'x');
    core::vector<double> context = core::vector<double>(250);
    counted() { ++live; }
    counted(const counted &) = delete;
    ~counted() { --live; }
};

[[noreturn]] void throw_in_a_deep_frame(int depth, const char *message) {
    counted object;
    if (depth == 0)
        throw core::error(core::out_of_range, message).detail("A detail.").hint("A hint.");
    throw_in_a_deep_frame(depth - 1, message);
}

std::int32_t raise_in_a_deep_frame(int depth, const char *text) {
    counted object;
    if (depth > 0)
        return raise_in_a_deep_frame(depth - 1, text);
    return pg::pg_call([&] { return DatumGetInt32(DirectFunctionCall1(int4in, CStringGetDatum(text))); });
}

// Throws again while it unwinds; the second exception replaces the first.
struct throws_on_the_way {
    ~throws_on_the_way() noexcept(false) {
        try {
            throw std::runtime_error("swallowed inside a destructor");
        } catch (const std::exception &) {
        }
    }
};

void fail(std::string_view way) {
    counted object;
    if (way == "error of the core")
        throw_in_a_deep_frame(20, "a message");
    if (way == "long error") {
        // Three bytes a character, so that no buffer ends between two.
        std::string text;
        for (int i = 0; i < 1000; ++i)
            text += "\u20ac";
        throw core::error("22023", text).detail(text).hint(text);
    }
    if (way == "percent signs")
        throw core::error("22023", "100 %s of %n").detail("%d").hint("%m");
    if (way == "bad_alloc")
        throw std::bad_alloc();
    if (way == "huge vector")
        core::vector<double> v(std::size_t{1} << 43);
    if (way == "impossible vector")
        core::vector<double> v(std::size_t{1} << 60);
    if (way == "length_error")
        std::vector<double>().reserve(~std::size_t{0});
    if (way == "std::exception")
        throw std::logic_error("a mistake of ours");
    if (way == "an int")
        throw 42;
    if (way == "a pointer")
        throw "text";
    if (way == "destructor that throws") {
        throws_on_the_way first;
        throw core::error("22023", "after a destructor that threw");
    }
    if (way == "error of PostgreSQL")
        raise_in_a_deep_frame(20, "abc");
    if (way == "error with all fields")
        pg::pg_call([] {
            ereport(ERROR,
                    (errcode(ERRCODE_CHECK_VIOLATION), errmsg("all fields"), errdetail("Its detail."),
                     errhint("Its hint."), err_generic_string(PG_DIAG_CONSTRAINT_NAME, "its_constraint")));
        });
    if (way == "allocation that PostgreSQL refuses")
        pg::pg_call([] { return palloc(MaxAllocSize + 1); });
    if (way == "pg_call within pg_call's caller") {
        // A function called by PostgreSQL, inside pg_call, fails through a boundary of its own.
        pg::pg_call([] {
            LOCAL_FCINFO(inner, 0);
            InitFunctionCallInfoData(*inner, nullptr, 0, InvalidOid, nullptr, nullptr);
            return pg::boundary<[](pg::call) -> Datum {
                counted object;
                throw core::error("22012", "from the inner boundary");
            }>(inner);
        });
    }
    if (way == "invalid name")
        pg::check_encoding("\xff");
}

} // namespace

// Fails in a way; 7 if it does not.
HS_FUNCTION(hs_test_fail) {
    fail(call.text(0));
    return pg::make_int4(7);
}

// Asks for rows where there are none, or for a row without a row type.
HS_FUNCTION(hs_test_rows) {
    counted object;
    pg::rows out(call);
    out.add({pg::make_int4(1), pg::column{}});
    return out.end();
}

HS_FUNCTION(hs_test_record) {
    counted object;
    return pg::make_record(call, {pg::make_int4(1), pg::column{}});
}

// Runs for that many milliseconds unless it is interrupted; 7 at the end.
HS_FUNCTION(hs_test_run) {
    counted object;
    auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(call.int4(0));
    while (std::chrono::steady_clock::now() < end)
        core::check_interrupts();
    return pg::make_int4(7);
}

// The C++ objects that are alive.
HS_FUNCTION(hs_test_live) {
    return pg::make_int4(live);
}

// Resident memory of this process in kB, from the operating system.
HS_FUNCTION(hs_test_resident) {
    long pages = 0, resident = -1;
    if (std::FILE *file = std::fopen("/proc/self/statm", "r")) {
        if (std::fscanf(file, "%ld %ld", &pages, &resident) != 2)
            resident = -1;
        std::fclose(file);
    }
    return pg::make_int4(static_cast<std::int32_t>(resident * 4));
}

// receive(bytes, example): a value of the type of the second argument from its binary form.
HS_FUNCTION(hs_test_receive) {
    Oid type = get_fn_expr_argtype(call.info()->flinfo, 1), function, element;
    getTypeBinaryInputInfo(type, &function, &element);
    std::string_view bytes = call.bytes(0);
    StringInfoData message;
    initStringInfo(&message);
    appendBinaryStringInfo(&message, bytes.data(), static_cast<int>(bytes.size()));
    return OidReceiveFunctionCall(function, &message, element, -1);
}

// stored(value): the bytes of a value behind its length word, where it has one.
HS_FUNCTION(hs_test_stored) {
    std::int16_t length = get_typlen(get_fn_expr_argtype(call.info()->flinfo, 0));
    if (length > 0)
        return pg::make_bytea({DatumGetPointer(call.datum(0)), static_cast<std::size_t>(length)});
    return pg::make_bytea(call.text(0));
}
