#include "core/big_integer.hpp"

namespace hs::core {

big_integer::big_integer(int128 value) : negative_(value < 0) {
    uint128 rest = value < 0 ? -static_cast<uint128>(value) : static_cast<uint128>(value);
    for (; rest != 0; rest >>= 32)
        digits_.push_back(static_cast<std::uint32_t>(rest));
}

big_integer big_integer::operator-() const {
    big_integer out = *this;
    out.negative_ = !negative_;
    return out;
}

void big_integer::trim(digits &a) {
    while (!a.empty() && a.back() == 0)
        a.pop_back();
}

int big_integer::compare_size(const digits &a, const digits &b) {
    if (a.size() != b.size())
        return a.size() < b.size() ? -1 : 1;
    for (std::size_t i = a.size(); i-- > 0;)
        if (a[i] != b[i])
            return a[i] < b[i] ? -1 : 1;
    return 0;
}

void big_integer::add_to(digits &a, const digits &b) {
    if (a.size() < b.size())
        a.resize(b.size());
    std::uint64_t carry = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        carry += std::uint64_t{a[i]} + (i < b.size() ? b[i] : 0);
        a[i] = static_cast<std::uint32_t>(carry);
        carry >>= 32;
    }
    if (carry != 0)
        a.push_back(static_cast<std::uint32_t>(carry));
}

void big_integer::subtract_from(digits &a, const digits &b) {
    std::uint64_t borrow = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::uint64_t take = (i < b.size() ? b[i] : 0) + borrow;
        borrow = a[i] < take;
        a[i] = static_cast<std::uint32_t>(a[i] - take);
    }
    trim(a);
}

void big_integer::halve(digits &a) {
    for (std::size_t i = 0; i < a.size(); ++i)
        a[i] = a[i] >> 1 | (i + 1 < a.size() ? a[i + 1] << 31 : 0);
    trim(a);
}

big_integer operator+(const big_integer &a, const big_integer &b) {
    big_integer out = a;
    if (a.negative_ == b.negative_) {
        big_integer::add_to(out.digits_, b.digits_);
    } else if (big_integer::compare_size(a.digits_, b.digits_) >= 0) {
        big_integer::subtract_from(out.digits_, b.digits_);
    } else {
        out = b;
        big_integer::subtract_from(out.digits_, a.digits_);
    }
    return out;
}

big_integer operator*(const big_integer &a, const big_integer &b) {
    big_integer out;
    out.negative_ = a.negative_ != b.negative_;
    out.digits_.resize(a.digits_.size() + b.digits_.size());
    for (std::size_t i = 0; i < a.digits_.size(); ++i) {
        std::uint64_t carry = 0;
        for (std::size_t j = 0; j < b.digits_.size(); ++j) {
            carry += std::uint64_t{a.digits_[i]} * b.digits_[j] + out.digits_[i + j];
            out.digits_[i + j] = static_cast<std::uint32_t>(carry);
            carry >>= 32;
        }
        out.digits_[i + b.digits_.size()] = static_cast<std::uint32_t>(carry);
    }
    big_integer::trim(out.digits_);
    return out;
}

std::int64_t rounded_quotient(const big_integer &a, const big_integer &b) {
    // floor((2|a| + b) / 2b), bit by bit: the quotients here are points, so few bits are set.
    auto rest = a.digits_;
    big_integer::add_to(rest, a.digits_);
    big_integer::add_to(rest, b.digits_);
    auto divisor = b.digits_;
    big_integer::add_to(divisor, b.digits_);
    int bits = 0;
    while (big_integer::compare_size(divisor, rest) <= 0) {
        big_integer::add_to(divisor, big_integer::digits(divisor));
        ++bits;
    }
    std::int64_t quotient = 0;
    for (; bits > 0; --bits) {
        big_integer::halve(divisor);
        quotient <<= 1;
        if (big_integer::compare_size(divisor, rest) <= 0) {
            big_integer::subtract_from(rest, divisor);
            quotient |= 1;
        }
    }
    return a.negative_ ? -quotient : quotient;
}

} // namespace hs::core
