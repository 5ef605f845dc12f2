#pragma once
// Result<T>: a value, or the Status that says why there is none. Expected errors travel in it;
// nothing in shoal throws, and a library's exceptions stop at the one file that calls the library.

#include <optional>
#include <utility>
#include <variant>

#include "schema/vocab/check.hpp"
#include "schema/vocab/status.hpp"

namespace shoal {

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Status status) : state_(std::in_place_index<1>, std::move(status)) {
    SHOAL_CHECK(!std::get<1>(state_).ok(), "a Result without a value needs an error");
  }
  Result(Code code, std::string message) : Result(Status(code, std::move(message))) {}

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  T& value() & { return std::get<0>(state_); }
  const T& value() const& { return std::get<0>(state_); }
  T&& value() && { return std::get<0>(std::move(state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  Status status() const { return ok() ? Status() : std::get<1>(state_); }

 private:
  std::variant<T, Status> state_;
};

}  // namespace shoal

// Returns the error of a Status or Result expression from the calling function, if there is one.
#define SHOAL_TRY(expression)                                 \
  do {                                                        \
    if (auto&& shoal_tried = (expression); !shoal_tried.ok()) \
      return ::shoal::detail::status_of(shoal_tried);         \
  } while (false)

// auto/declared variable = value of a Result expression, or return its error.
#define SHOAL_ASSIGN(variable, expression) \
  SHOAL_ASSIGN_(variable, expression, SHOAL_JOIN(shoal_result_, __LINE__))
#define SHOAL_ASSIGN_(variable, expression, temporary) \
  auto temporary = (expression);                       \
  if (!temporary.ok()) return temporary.status();      \
  variable = std::move(temporary).value()
#define SHOAL_JOIN(a, b) SHOAL_JOIN_(a, b)
#define SHOAL_JOIN_(a, b) a##b

namespace shoal::detail {
inline Status status_of(const Status& status) {
  return status;
}
template <class T>
Status status_of(const Result<T>& result) {
  return result.status();
}
}  // namespace shoal::detail
