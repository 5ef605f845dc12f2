#include "schema/compiler/names.hpp"

#include <algorithm>
#include <array>

namespace shoal::schema::compiler {
namespace {

// C++20's keywords, and the macros of headers that most files see.
constexpr auto claimed = std::to_array<std::string_view>(
    {"alignas",   "alignof",    "and",       "asm",       "auto",      "bitand",    "bitor",
     "bool",      "break",      "case",      "catch",     "char",      "class",     "compl",
     "concept",   "const",      "consteval", "constexpr", "constinit", "continue",  "co_await",
     "co_return", "co_yield",   "decltype",  "default",   "delete",    "do",        "double",
     "else",      "enum",       "explicit",  "export",    "extern",    "false",     "float",
     "for",       "friend",     "goto",      "if",        "inline",    "int",       "linux",
     "long",      "major",      "minor",     "mutable",   "namespace", "new",       "noexcept",
     "not",       "nullptr",    "operator",  "or",        "private",   "protected", "public",
     "register",  "requires",   "return",    "short",     "signed",    "sizeof",    "static",
     "stderr",    "stdin",      "stdout",    "struct",    "switch",    "template",  "this",
     "throw",     "true",       "try",       "typedef",   "typeid",    "typename",  "union",
     "unix",      "unsigned",   "using",     "virtual",   "void",      "volatile",  "while",
     "xor",       "descriptor", "kind_row"});

}  // namespace

std::string member_name(std::string_view json_name) {
  std::string name;
  for (char c : json_name) name += isalnum(static_cast<unsigned char>(c)) ? c : '_';
  if (std::ranges::find(claimed, name) != claimed.end()) name += '_';
  return name;
}

std::string stem(std::string_view path) {
  return std::string(path.substr(0, path.rfind('.')));
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else {
      out += c;
    }
  }
  return out + '"';
}

}  // namespace shoal::schema::compiler
