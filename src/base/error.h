// Errors are values. A message says what happened, on what, and what to do now.
#pragma once

#include <expected>
#include <string>
#include <utility>

#include <fmt/core.h>

namespace weir {

enum class ErrorCode {
  bad_input,    // the user's file, option or model is not usable as it is (exit code 2)
  environment,  // the machine said no: disk full, permission, no such file (exit code 1)
  cancelled,    // the user asked to stop
};

struct Error {
  ErrorCode code = ErrorCode::environment;
  std::string message;
};

template <class T>
using Result = std::expected<T, Error>;
using Status = Result<void>;

/// `return bad_input("column '{}' ...; use --columns", name);`
template <class... Args>
std::unexpected<Error> bad_input(fmt::format_string<Args...> text, Args&&... args) {
  return std::unexpected(Error{ErrorCode::bad_input, fmt::format(text, std::forward<Args>(args)...)});
}

template <class... Args>
std::unexpected<Error> environment_error(fmt::format_string<Args...> text, Args&&... args) {
  return std::unexpected(Error{ErrorCode::environment, fmt::format(text, std::forward<Args>(args)...)});
}

}  // namespace weir
