#pragma once
// The first words of a connection as values, and their Cap'n Proto form. Pure; decoding accepts any
// bytes and answers with a Status.

#include <string>
#include <variant>

#include "schema/vocab/bytes.hpp"
#include "schema/vocab/link.hpp"
#include "schema/vocab/result.hpp"

namespace shoal::link {

constexpr uint16_t protocol_version = 1;
constexpr size_t name_max = 253;  // bytes of a node's or cluster's name

enum class Purpose : uint8_t { control, bulk, join, client };

struct Hello {
  uint16_t protocol = protocol_version;
  std::string cluster;
  NodeName name;
  Purpose purpose = Purpose::control;
  Bytes token;  // join only
};

enum class RefusalReason : uint8_t { version, cluster, key, busy, token, malformed, ended };

struct Welcome {};
struct Refusal {
  RefusalReason reason = RefusalReason::malformed;
  std::string text;
};
struct Joined {
  Bytes payload;
};
using Answer = std::variant<Welcome, Refusal, Joined>;

std::string encode(const Hello& hello);
std::string encode(const Answer& answer);
Result<Hello> decode_hello(std::string_view bytes);
Result<Answer> decode_answer(std::string_view bytes);

// Why this Hello cannot be served, if it cannot. `owner` is whose key the connection proved ("" =
// nobody's).
std::optional<Refusal> judge(const Hello& hello, const std::string& cluster, const NodeName& owner);

}  // namespace shoal::link
