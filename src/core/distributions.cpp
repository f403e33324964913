#include "core/distributions.hpp"

#include "core/error.hpp"

#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

namespace hs::core {
namespace {

// In double, not long double, which is not the same on every machine.
using in_double = boost::math::policies::policy<boost::math::policies::promote_double<false>>;

// Callers check their arguments first, so that Boost has nothing to refuse; if it does, an argument is at fault.
template <class Make>
double upper_quantile(Make distribution, double p) {
    try {
        return boost::math::quantile(boost::math::complement(distribution(), p));
    } catch (const std::exception &e) {
        throw error(invalid_argument, "the distribution has no such quantile").detail(e.what());
    }
}

} // namespace

double normal_upper_quantile(double p) {
    return upper_quantile([] { return boost::math::normal_distribution<double, in_double>(); }, p);
}

double student_upper_quantile(double degrees_of_freedom, double p) {
    return upper_quantile(
        [&] { return boost::math::students_t_distribution<double, in_double>(degrees_of_freedom); }, p);
}

} // namespace hs::core
