#pragma once
// Cap'n Proto messages to Bytes and back, for this folder's sources. Reading accepts any bytes:
// what is wrong with them becomes a Status here.

#include <capnp/message.h>
#include <capnp/serialize.h>
#include <kj/exception.h>

#include <cstring>
#include <string>
#include <vector>

#include "schema/vocab/bytes.hpp"
#include "schema/vocab/result.hpp"

namespace shoal::cluster::io {

inline Bytes flat(capnp::MessageBuilder& message) {
  auto words = capnp::messageToFlatArray(message);
  auto chars = words.asChars();
  return Bytes::copy(std::string_view(chars.begin(), chars.size()));
}

inline capnp::Data::Reader data(std::string_view bytes) {
  return {reinterpret_cast<const kj::byte*>(bytes.data()), bytes.size()};
}
inline std::string_view view(capnp::Data::Reader data) {
  return {reinterpret_cast<const char*>(data.begin()), data.size()};
}
inline std::string text(capnp::Text::Reader text) {
  return {text.begin(), text.size()};
}

template <class Root, class Read>
auto read(std::string_view bytes, Read read) -> decltype(read(typename Root::Reader())) {
  std::vector<capnp::word> words((bytes.size() + sizeof(capnp::word) - 1) / sizeof(capnp::word));
  std::memcpy(words.data(), bytes.data(), bytes.size());
  try {
    capnp::ReaderOptions options;
    options.traversalLimitInWords = words.size() * 2 + 64;
    options.nestingLimit = 8;
    capnp::FlatArrayMessageReader reader(kj::arrayPtr(words.data(), words.size()), options);
    return read(reader.getRoot<Root>());
  } catch (const kj::Exception&) {
    return Status(Code::bad_request, "malformed message");
  }
}

}  // namespace shoal::cluster::io
