#pragma once
// Status: an expected error as a value. It carries what Kubernetes' metav1.Status carries, so that
// the API edge prints it without a second vocabulary; code_facts() is the one table from a code to
// its HTTP status and Kubernetes reason. Copying is cheap (the rare parts are shared and
// immutable).

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace shoal {

enum class Code : uint8_t {
  ok,
  bad_request,             // 400 BadRequest: malformed input
  unauthorized,            // 401 Unauthorized
  forbidden,               // 403 Forbidden
  not_found,               // 404 NotFound
  method_not_allowed,      // 405 MethodNotAllowed
  not_acceptable,          // 406 NotAcceptable
  already_exists,          // 409 AlreadyExists
  conflict,                // 409 Conflict: a guard did not hold
  gone,                    // 410 Gone
  expired,                 // 410 Expired: the version is no longer in history
  too_large,               // 413 RequestEntityTooLarge
  unsupported_media_type,  // 415 UnsupportedMediaType
  invalid,                 // 422 Invalid: well formed, refused by validation; causes say where
  too_many_requests,       // 429 TooManyRequests
  internal,                // 500 InternalError
  unavailable,             // 503 ServiceUnavailable: no leader, shutting down; safe to retry
  timeout,                 // 504 Timeout: outcome unknown
};

struct CodeFacts {
  int http;
  std::string_view reason;  // Kubernetes' StatusReason
};
CodeFacts code_facts(Code code);

// One field's fault, as in StatusDetails.causes.
struct Cause {
  std::string reason;   // e.g. FieldValueRequired
  std::string message;  // e.g. Required value
  std::string field;    // e.g. spec.replicas
  bool operator==(const Cause&) const = default;
};

// Where the error happened, as in metav1.StatusDetails. Empty strings are not printed.
struct StatusDetails {
  std::string name;
  std::string group;
  std::string kind;  // Kubernetes puts the resource here (pods), not the kind
  std::string uid;
  std::vector<Cause> causes;
  int32_t retry_after_s = 0;
  bool operator==(const StatusDetails&) const = default;
};

class [[nodiscard]] Status {
 public:
  Status() = default;  // ok
  Status(Code code, std::string message) : code_(code), message_(std::move(message)) {}
  Status(Code code, std::string message, StatusDetails details)
      : code_(code),
        message_(std::move(message)),
        details_(std::make_shared<const StatusDetails>(std::move(details))) {}

  bool ok() const { return code_ == Code::ok; }
  explicit operator bool() const { return ok(); }
  Code code() const { return code_; }
  const std::string& message() const { return message_; }
  // Never null: an empty one when the status carries none.
  const StatusDetails& details() const;
  bool has_details() const { return details_ != nullptr; }
  std::string to_string() const;  // "NotFound: pods \"x\" not found"
  bool operator==(const Status& other) const;

 private:
  Code code_ = Code::ok;
  std::string message_;
  std::shared_ptr<const StatusDetails> details_;
};

}  // namespace shoal
