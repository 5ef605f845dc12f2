#pragma once
// The words of HTTP that the API server's other parts see: Headers, Query, Request, Response. Plain
// values, independent of the protocol version they arrived in.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "actors/apiserver/tls/identity.hpp"
#include "schema/vocab/bytes.hpp"

namespace shoal::http {

// Header fields in order. Names are kept in lower case; find and set expect lower case.
class Headers {
 public:
  using Field = std::pair<std::string, std::string>;
  Headers() = default;
  Headers(std::initializer_list<Field> fields) : fields_(fields) {}
  void add(std::string name, std::string value);
  void set(std::string_view name, std::string value);
  void remove(std::string_view name);
  // The first value, or empty.
  std::string_view find(std::string_view name) const;
  bool has(std::string_view name) const;
  // Every value of a repeated field (Impersonate-Group), in order.
  std::vector<std::string_view> find_all(std::string_view name) const;
  const std::vector<Field>& fields() const { return fields_; }

 private:
  std::vector<Field> fields_;
};

// Decoded query parameters in order; a name may repeat.
class Query {
 public:
  using Parameter = std::pair<std::string, std::string>;
  void add(std::string name, std::string value);
  std::string_view find(std::string_view name) const;  // first value or empty
  bool has(std::string_view name) const;
  std::vector<std::string_view> find_all(std::string_view name) const;
  const std::vector<Parameter>& parameters() const { return parameters_; }

 private:
  std::vector<Parameter> parameters_;
};

enum class Version : uint8_t { http1_0, http1_1, http2 };

struct Request {
  std::string method;     // as sent: GET, POST, …
  std::string target;     // path and query as sent
  std::string path;       // percent-decoded, begins with '/'
  std::string raw_query;  // without '?'
  Query query;
  std::string authority;  // Host or :authority
  Headers headers;
  Bytes body;                         // whole; gzip already undone
  std::optional<tls::Identity> peer;  // of a certificate the client CA signed
  std::string peer_error;             // why a certificate that was presented does not count
  std::string remote_address;         // without the port
  uint16_t remote_port = 0;
  Version version = Version::http1_1;
};

struct Response {
  int status = 200;
  Headers headers;
  Bytes body;
};

// The registered reason phrase, or empty.
std::string_view reason_phrase(int status);

}  // namespace shoal::http
