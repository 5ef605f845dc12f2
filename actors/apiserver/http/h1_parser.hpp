#pragma once
// H1Parser: HTTP/1.x messages from bytes, requests on the server and responses in the client, on
// Boost.Beast's parser. Bounded, no socket. One object parses one message.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "actors/apiserver/http/message.hpp"
#include "schema/vocab/result.hpp"

namespace shoal::http {

struct H1Head {
  std::string method;  // of a request
  std::string target;
  int status = 0;  // of a response
  bool http1_0 = false;
  bool keep_alive = false;
  bool has_body = false;  // chunked, or a length above zero
  std::optional<uint64_t> content_length;
  Headers headers;
};

class H1Parser {
 public:
  enum class Kind : uint8_t { request, response };
  struct Limits {
    size_t header_bytes;
    size_t body_bytes;
  };
  H1Parser(Kind kind, Limits limits, std::function<void(std::string_view)> on_body);
  ~H1Parser();

  // How much of `bytes` was read; the rest is to be passed again with more behind it. Stops after
  // the head, and after the message. too_large with header_fault(): the header is over its limit.
  Result<size_t> put(std::string_view bytes);
  bool head_done() const;
  bool done() const;
  bool header_fault() const;
  bool started() const;  // a byte of the message has been read
  H1Head& head();
  // A response to HEAD has no body, whatever its headers say. Call before the first put.
  void expect_no_body();
  // The connection ended: ok when that ends the message (a response without a length).
  Status end_of_input();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace shoal::http
