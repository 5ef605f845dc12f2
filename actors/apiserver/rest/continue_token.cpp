#include "actors/apiserver/rest/continue_token.hpp"

#include "actors/apiserver/request/errors.hpp"
#include "schema/json/parse.hpp"
#include "schema/json/writer.hpp"
#include "schema/walk/json_decode.hpp"

namespace shoal::api {

std::string print_continue(const Continue& token) {
  json::Writer inner;
  inner.begin_object();
  inner.plain_key("v");
  inner.text("shoal/v1");
  inner.plain_key("rv");
  inner.integer(static_cast<int64_t>(token.revision.value));
  inner.plain_key("after");
  inner.text(token.after);
  inner.end_object();
  json::Writer out;
  out.base64(inner.view());
  auto quoted = out.take();  // "…"
  return quoted.substr(1, quoted.size() - 2);
}

Result<Continue> parse_continue(std::string_view text) {
  auto bad = bad_request("continue key is not valid");
  auto raw = schema::decode_base64(text);
  if (!raw.ok()) return bad;
  auto tree = json::parse(*raw);
  if (!tree.ok()) return bad;
  const auto* version = tree->find("v");
  const auto* revision = tree->find("rv");
  const auto* after = tree->find("after");
  if (!version || version->text_or_empty() != "shoal/v1" || !revision || !revision->is_integer() ||
      revision->integer() <= 0 || !after || !after->is_text())
    return bad;
  return Continue{{static_cast<uint64_t>(revision->integer())}, after->text()};
}

}  // namespace shoal::api
