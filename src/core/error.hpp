// The one exception of the core. It carries what a PostgreSQL error needs, as plain text; pg/boundary turns
// it into an error report after the C++ stack is gone.
#pragma once
#include "core/core.hpp"

#include <exception>
#include <string>
#include <string_view>
#include <utility>

namespace hs::core {

// SQLSTATEs, named for what the caller did wrong.
inline constexpr char invalid_argument[] = "22023";
inline constexpr char invalid_text[] = "22P02";
inline constexpr char invalid_binary[] = "22P03";
inline constexpr char invalid_date[] = "22008";
inline constexpr char out_of_range[] = "22003";
inline constexpr char null_not_allowed[] = "22004";
inline constexpr char too_large[] = "54000";

class error : public std::exception {
public:
    // sqlstate is one of the constants above (or another literal of five characters).
    error(const char *sqlstate, std::string message) : sqlstate_(sqlstate), message_(std::move(message)) {}

    error &&detail(std::string text) && {
        detail_ = std::move(text);
        return std::move(*this);
    }
    error &&hint(std::string text) && {
        hint_ = std::move(text);
        return std::move(*this);
    }

    const char *what() const noexcept override { return message_.c_str(); }
    const char *sqlstate() const noexcept { return sqlstate_; }
    const std::string &message() const noexcept { return message_; }
    const std::string &detail() const noexcept { return detail_; }
    const std::string &hint() const noexcept { return hint_; }

private:
    const char *sqlstate_;
    std::string message_, detail_, hint_;
};

// A piece of the user's text for a message: in double quotes, cut to a length that can be read.
std::string quoted(std::string_view text);

} // namespace hs::core
