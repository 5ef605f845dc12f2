#include "actors/link/hello.hpp"

#include <capnp/message.h>
#include <capnp/serialize.h>
#include <kj/exception.h>

#include <cstring>
#include <vector>

#include "schema/internal/link.capnp.h"

namespace shoal::link {
namespace {

std::string flat(capnp::MessageBuilder& message) {
  auto words = capnp::messageToFlatArray(message);
  auto chars = words.asChars();
  return {chars.begin(), chars.size()};
}

capnp::Data::Reader data(const Bytes& bytes) {
  return {reinterpret_cast<const kj::byte*>(bytes.data()), bytes.size()};
}

Bytes bytes(capnp::Data::Reader data) {
  return Bytes::copy(std::string_view(reinterpret_cast<const char*>(data.begin()), data.size()));
}

// Reads a message of type Root from any bytes; whatever is wrong with them becomes a Status here.
template <class Root, class Read>
auto read(std::string_view text, Read read) -> decltype(read(typename Root::Reader())) {
  std::vector<capnp::word> words((text.size() + sizeof(capnp::word) - 1) / sizeof(capnp::word));
  std::memcpy(words.data(), text.data(), text.size());
  try {
    capnp::ReaderOptions options;
    options.traversalLimitInWords = words.size() * 2 + 16;
    options.nestingLimit = 8;
    capnp::FlatArrayMessageReader reader(kj::arrayPtr(words.data(), words.size()), options);
    return read(reader.getRoot<Root>());
  } catch (const kj::Exception& error) {
    return Status(Code::bad_request, "malformed message");
  }
}

}  // namespace

std::string encode(const Hello& hello) {
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<wire::Hello>();
  out.setProtocol(hello.protocol);
  out.setCluster(hello.cluster);
  out.setName(hello.name);
  switch (hello.purpose) {
    case Purpose::control:
      out.getPurpose().setControl();
      break;
    case Purpose::bulk:
      out.getPurpose().setBulk();
      break;
    case Purpose::join:
      out.getPurpose().setJoin(data(hello.token));
      break;
    case Purpose::client:
      out.getPurpose().setClient();
      break;
  }
  return flat(message);
}

std::string encode(const Answer& answer) {
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<wire::Answer>();
  if (auto* refusal = std::get_if<Refusal>(&answer)) {
    auto refused = out.initRefused();
    refused.setReason(static_cast<wire::Refusal::Reason>(refusal->reason));
    refused.setText(refusal->text);
  } else if (auto* joined = std::get_if<Joined>(&answer)) {
    out.setJoined(data(joined->payload));
  } else {
    out.setWelcome();
  }
  return flat(message);
}

Result<Hello> decode_hello(std::string_view text) {
  return read<wire::Hello>(text, [](wire::Hello::Reader in) -> Result<Hello> {
    Hello hello;
    hello.protocol = in.getProtocol();
    hello.cluster = in.getCluster().cStr();
    hello.name = in.getName().cStr();
    if (hello.cluster.size() > name_max || hello.name.size() > name_max) {
      return Status(Code::bad_request, "name too long");
    }
    switch (in.getPurpose().which()) {
      case wire::Hello::Purpose::CONTROL:
        hello.purpose = Purpose::control;
        break;
      case wire::Hello::Purpose::BULK:
        hello.purpose = Purpose::bulk;
        break;
      case wire::Hello::Purpose::JOIN:
        hello.purpose = Purpose::join;
        hello.token = bytes(in.getPurpose().getJoin());
        if (hello.token.size() > join_token_max) return Status(Code::too_large, "token too long");
        break;
      case wire::Hello::Purpose::CLIENT:
        hello.purpose = Purpose::client;
        break;
      default:
        return Status(Code::bad_request, "unknown purpose");
    }
    return hello;
  });
}

Result<Answer> decode_answer(std::string_view text) {
  return read<wire::Answer>(text, [](wire::Answer::Reader in) -> Result<Answer> {
    switch (in.which()) {
      case wire::Answer::WELCOME:
        return Answer(Welcome{});
      case wire::Answer::JOINED:
        return Answer(Joined{bytes(in.getJoined())});
      case wire::Answer::REFUSED: {
        auto reason = static_cast<uint16_t>(in.getRefused().getReason());
        if (reason > static_cast<uint16_t>(RefusalReason::ended)) {
          return Status(Code::bad_request, "unknown refusal");
        }
        return Answer(
            Refusal{static_cast<RefusalReason>(reason), in.getRefused().getText().cStr()});
      }
    }
    return Status(Code::bad_request, "unknown answer");
  });
}

std::optional<Refusal> judge(const Hello& hello, const std::string& cluster,
                             const NodeName& owner) {
  if (hello.protocol != protocol_version) {
    return Refusal{RefusalReason::version, "this node speaks link protocol " +
                                               std::to_string(protocol_version) + ", not " +
                                               std::to_string(hello.protocol)};
  }
  if (hello.purpose == Purpose::join) return std::nullopt;  // its token is judged above
  if (hello.cluster != cluster) {
    return Refusal{RefusalReason::cluster, "this node belongs to cluster " + cluster};
  }
  if (owner.empty() || owner != hello.name) {
    return Refusal{RefusalReason::key, "this key is not pinned to " + hello.name};
  }
  return std::nullopt;
}

}  // namespace shoal::link
