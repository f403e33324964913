#include "core/distributions.hpp"

#include "core/error.hpp"

#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

#include <cmath>

namespace hs::core {
namespace {

namespace policies = boost::math::policies;
// In double, not long double, which is not the same on every machine; and no exceptions, but NaN or infinity.
using quiet =
    policies::policy<policies::promote_double<false>, policies::domain_error<policies::ignore_error>,
                     policies::pole_error<policies::ignore_error>,
                     policies::overflow_error<policies::ignore_error>,
                     policies::evaluation_error<policies::ignore_error>>;

// Callers check their arguments first, so that there always is one.
double checked(double quantile) {
    if (!std::isfinite(quantile))
        throw error(invalid_argument, "the distribution has no such quantile");
    return quantile;
}

} // namespace

double normal_upper_quantile(double p) {
    boost::math::normal_distribution<double, quiet> normal;
    return checked(boost::math::quantile(boost::math::complement(normal, p)));
}

double student_upper_quantile(double degrees_of_freedom, double p) {
    boost::math::students_t_distribution<double, quiet> student(degrees_of_freedom);
    return checked(boost::math::quantile(boost::math::complement(student, p)));
}

} // namespace hs::core
