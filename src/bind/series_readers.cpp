// The readers of daily_series: as of a day, and for every day of a range.
#include "core/series_readers.hpp"

#include "bind/by_day.hpp"
#include "bind/daily_series.hpp"

using namespace hs;
using bind::day_range, bind::flow_of, bind::put_days, bind::series_argument, bind::series_of;

namespace {

// The columns of level_vs_baseline.
class baseline_columns {
public:
    static constexpr std::size_t count = 8;

    void put(pg::column *out, const core::baseline_reading &r) {
        out[0] = pg::to_column(r.ratio);
        out[1] = level_.of(per_day(r.level));
        out[2] = r.baseline ? pg::column(baseline_.of(per_day(*r.baseline))) : pg::column();
        out[3] = pg::make_int4(r.blocks);
        out[4] = state_.of(r.state);
        out[5] = pg::make_bool(r.rebased);
        out[6] = pg::to_column(r.ratio_to_quarter);
        out[7] = pg::to_column(r.ratio_to_year);
    }

private:
    // A total of 28 days as an amount per day.
    static std::int64_t per_day(std::int64_t total) {
        return static_cast<std::int64_t>(core::signed_quotient(total, core::block_days));
    }
    pg::shared_numeric level_, baseline_;
    pg::shared_text state_;
};

void put_month(pg::column *out, const core::month_reading &r) {
    out[0] = pg::to_column(r.ratio);
    out[1] = r.dropped ? pg::column(pg::make_bool(*r.dropped)) : pg::column();
}

void put_weeks(pg::column *out, const core::weeks_reading &r) {
    out[0] = pg::make_int4(r.weeks);
    out[1] = r.declining ? pg::column(pg::make_bool(*r.declining)) : pg::column();
}

Datum level(pg::call call, const pg::flat_header *series, const pg::flat_header *season) {
    std::int32_t as_of = call.date(1, "as_of"), since = call.date(2, "since");
    core::flow days = flow_of(series, as_of), indices;
    if (season != nullptr)
        indices = flow_of(season, as_of);
    core::flow_totals totals{days}, index{indices};
    pg::column row[baseline_columns::count];
    baseline_columns().put(
        row, core::level_vs_baseline(totals, as_of, since, season == nullptr ? nullptr : &index));
    return pg::make_record(call, row);
}

Datum weeks(pg::call call, const pg::flat_header *series, const pg::flat_header *season) {
    std::int32_t as_of = call.date(1, "as_of"), since = call.date(2, "since");
    core::flow days = flow_of(series, as_of), indices;
    if (season != nullptr)
        indices = flow_of(season, as_of);
    core::flow_totals totals{days}, index{indices};
    pg::column row[2];
    put_weeks(row, core::declining_weeks(totals, as_of, since, season == nullptr ? nullptr : &index));
    return pg::make_record(call, row);
}

core::moving_totals moving(const pg::flat_header *series, day_range range) {
    return {series_of(series), range.from_day, range.to_day};
}

// read(totals, day, season, columns) for every day; season is null where there is none.
template <std::size_t Columns, class F>
Datum read_days(pg::call call, const pg::flat_header *series, const pg::flat_header *season, F read) {
    day_range range(call);
    core::moving_totals totals = moving(series, range);
    if (season == nullptr)
        return put_days<Columns>(call, range, [&](std::int32_t day, pg::column *out) {
            totals.advance(day);
            read(totals, day, static_cast<const core::moving_totals *>(nullptr), out);
        });
    core::moving_totals index = moving(season, range);
    return put_days<Columns>(call, range, [&](std::int32_t day, pg::column *out) {
        totals.advance(day);
        index.advance(day);
        read(totals, day, &index, out);
    });
}

Datum level_days(pg::call call, const pg::flat_header *series, const pg::flat_header *season) {
    std::int32_t since = call.date(3, "since");
    baseline_columns columns;
    return read_days<baseline_columns::count>(
        call, series, season, [&](const auto &totals, std::int32_t day, const auto *index, pg::column *out) {
            columns.put(out, core::level_vs_baseline(totals, day, since, index));
        });
}

Datum weeks_days(pg::call call, const pg::flat_header *series, const pg::flat_header *season) {
    std::int32_t since = call.date(3, "since");
    return read_days<2>(call, series, season,
                        [&](const auto &totals, std::int32_t day, const auto *index, pg::column *out) {
                            put_weeks(out, core::declining_weeks(totals, day, since, index));
                        });
}

} // namespace

// --- as of a day ---------------------------------------------------------------------------------------------------

HS_FUNCTION(hs_daily_series_total) {
    const auto *series = series_argument(call, 0);
    std::int32_t as_of = call.date(1, "as_of");
    core::flow days = flow_of(series, as_of);
    return pg::make_numeric(core::total(core::flow_totals{days}, as_of, call.int4(2)));
}

HS_FUNCTION(hs_daily_series_mean) {
    const auto *series = series_argument(call, 0);
    std::int32_t as_of = call.date(1, "as_of");
    core::flow days = flow_of(series, as_of);
    return pg::make_float8(core::mean(core::flow_totals{days}, as_of, call.int4(2)));
}

HS_FUNCTION(hs_daily_series_active_days) {
    const auto *series = series_argument(call, 0);
    std::int32_t as_of = call.date(1, "as_of");
    return pg::make_int4(core::active_days(flow_of(series, as_of), as_of, call.int4(2)));
}

HS_FUNCTION(hs_daily_series_active_days_of) {
    const auto *series = series_argument(call, 0);
    Datum *elements;
    bool *nulls;
    int n;
    deconstruct_array(DatumGetArrayTypeP(call.datum(1)), DATEOID, sizeof(DateADT), true, TYPALIGN_INT,
                      &elements, &nulls, &n);
    core::vector<std::int32_t> days;
    for (int i = 0; i < n; ++i) {
        if (nulls[i])
            continue;
        core::require_day(DatumGetDateADT(elements[i]), "every element of days");
        days.push_back(DatumGetDateADT(elements[i]));
    }
    return pg::make_int4(core::active_days(flow_of(series), days));
}

HS_FUNCTION(hs_daily_series_last_day) {
    const auto *series = series_argument(call, 0);
    std::int32_t as_of = call.date(1, "as_of");
    auto day = core::last_day(flow_of(series, as_of), as_of);
    return day ? pg::make_date(*day) : call.null();
}

HS_FUNCTION(hs_daily_series_first_day) {
    auto day = core::first_day(flow_of(series_argument(call, 0)));
    return day ? pg::make_date(*day) : call.null();
}

HS_FUNCTION(hs_daily_series_quiet_days) {
    const auto *series = series_argument(call, 0);
    std::int32_t as_of = call.date(1, "as_of");
    core::flow days = flow_of(series, as_of);
    auto quiet = core::quiet_days(core::flow_totals{days}, as_of);
    return quiet ? pg::make_int4(*quiet) : call.null();
}

HS_FUNCTION(hs_daily_series_level_vs_baseline) {
    return level(call, series_argument(call, 0), nullptr);
}

HS_FUNCTION(hs_daily_series_level_vs_baseline_season) {
    const auto *series = series_argument(call, 0);
    return level(call, series, series_argument(call, 3));
}

HS_FUNCTION(hs_daily_series_worst_month) {
    const auto *series = series_argument(call, 0);
    std::int32_t as_of = call.date(1, "as_of"), since = call.date(2, "since");
    core::flow days = flow_of(series, as_of);
    pg::column row[2];
    put_month(row, core::worst_month_vs_baseline(core::flow_totals{days}, as_of, since));
    return pg::make_record(call, row);
}

HS_FUNCTION(hs_daily_series_declining_weeks) {
    return weeks(call, series_argument(call, 0), nullptr);
}

HS_FUNCTION(hs_daily_series_declining_weeks_season) {
    const auto *series = series_argument(call, 0);
    return weeks(call, series, series_argument(call, 3));
}

// --- for every day of a range --------------------------------------------------------------------------------------

HS_FUNCTION(hs_daily_series_amounts_by_day) {
    const auto *series = series_argument(call, 0);
    day_range range(call);
    core::moving_totals totals({flow_of(series, range.to_day), {}}, range.from_day, range.to_day);
    pg::shared_numeric amount;
    return put_days<1>(call, range, [&](std::int32_t day, pg::column *out) {
        totals.advance(day);
        out[0] = amount.of(core::total(totals, day, 1));
    });
}

HS_FUNCTION(hs_daily_series_total_by_day) {
    const auto *series = series_argument(call, 0);
    std::int32_t days = call.int4(3);
    pg::shared_numeric total;
    return read_days<1>(call, series, nullptr,
                        [&](const auto &totals, std::int32_t day, const auto *, pg::column *out) {
                            out[0] = total.of(core::total(totals, day, days));
                        });
}

HS_FUNCTION(hs_daily_series_mean_by_day) {
    const auto *series = series_argument(call, 0);
    std::int32_t days = call.int4(3);
    return read_days<1>(call, series, nullptr,
                        [&](const auto &totals, std::int32_t day, const auto *, pg::column *out) {
                            out[0] = pg::make_float8(core::mean(totals, day, days));
                        });
}

HS_FUNCTION(hs_daily_series_quiet_days_by_day) {
    return read_days<1>(call, series_argument(call, 0), nullptr,
                        [&](const auto &totals, std::int32_t day, const auto *, pg::column *out) {
                            out[0] = pg::to_column(core::quiet_days(totals, day));
                        });
}

HS_FUNCTION(hs_daily_series_level_vs_baseline_by_day) {
    return level_days(call, series_argument(call, 0), nullptr);
}

HS_FUNCTION(hs_daily_series_level_vs_baseline_by_day_season) {
    const auto *series = series_argument(call, 0);
    return level_days(call, series, series_argument(call, 4));
}

HS_FUNCTION(hs_daily_series_worst_month_by_day) {
    const auto *series = series_argument(call, 0);
    std::int32_t since = call.date(3, "since");
    return read_days<2>(call, series, nullptr,
                        [&](const auto &totals, std::int32_t day, const auto *, pg::column *out) {
                            put_month(out, core::worst_month_vs_baseline(totals, day, since));
                        });
}

HS_FUNCTION(hs_daily_series_declining_weeks_by_day) {
    return weeks_days(call, series_argument(call, 0), nullptr);
}

HS_FUNCTION(hs_daily_series_declining_weeks_by_day_season) {
    const auto *series = series_argument(call, 0);
    return weeks_days(call, series, series_argument(call, 4));
}
