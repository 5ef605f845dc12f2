#pragma once
// The command line of one command: options described once, parsed, and printed as help. All of
// shoal's option parsing is behind this header.

#include <map>
#include <string>
#include <vector>

#include "schema/vocab/result.hpp"

namespace shoal::cli {

struct Option {
  std::string name;   // "nodes", or "output,o" with a short form
  std::string value;  // what it takes, as the help shows it: "N"; empty for a switch
  std::string help;
  std::string otherwise = "";  // its value when it is not given
};

class Arguments {
 public:
  // Words after a lone "--" are `rest` and are not looked at. bad_request: what is wrong, in words.
  static Result<Arguments> parse(const std::vector<Option>& options,
                                 const std::vector<std::string>& words);

  bool has(const std::string& name) const { return values_.count(name) > 0; }
  std::string get(const std::string& name) const;
  Result<int> number(const std::string& name) const;
  bool json() const { return has("json") || get("output") == "json"; }
  const std::vector<std::string>& words() const { return words_; }
  const std::vector<std::string>& rest() const { return rest_; }

 private:
  std::map<std::string, std::string> values_;
  std::vector<std::string> words_;
  std::vector<std::string> rest_;
};

std::string options_help(const std::vector<Option>& options);

}  // namespace shoal::cli
