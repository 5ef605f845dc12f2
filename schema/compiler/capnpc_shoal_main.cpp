// capnpc-shoal: reads a CodeGeneratorRequest (capnp compile -o-) from its input and writes the C++
// of each schema file below --out. A file whose text did not change keeps its time, so that an
// edited comment in one schema does not rebuild the others.
//   capnp compile -I. -o- schema/kinds/*.capnp | capnpc-shoal --out=build/generated

#include <capnp/message.h>
#include <capnp/serialize.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "schema/compiler/emit.hpp"
#include "schema/compiler/names.hpp"
#include "schema/compiler/read_request.hpp"

namespace {

using namespace shoal;
using namespace shoal::schema::compiler;

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

bool write_if_changed(const std::filesystem::path& path, const std::string& text) {
  if (std::filesystem::exists(path) && read_file(path) == text) return true;
  std::filesystem::create_directories(path.parent_path());
  std::ofstream out(path, std::ios::binary);
  out << text;
  return static_cast<bool>(out.flush());
}

int fail(const std::string& why) {
  std::cerr << "capnpc-shoal: " << why << "\n";
  return 1;
}

int generate(const std::filesystem::path& out) {
  capnp::ReaderOptions options;
  options.traversalLimitInWords = 1 << 26;
  capnp::StreamFdMessageReader message(STDIN_FILENO, options);
  auto files = read_request(message.getRoot<capnp::schema::CodeGeneratorRequest>());
  if (!files.ok()) return fail(files.status().message());
  for (const FileModel& file : *files) {
    std::filesystem::path base = out / stem(file.path);
    if (!write_if_changed(base.string() + ".hpp", emit_header(file)) ||
        !write_if_changed(base.string() + ".cpp", emit_tables(file)))
      return fail("cannot write below " + out.string());
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  std::string_view out_flag = "--out=";
  if (argc != 2 || !std::string_view(argv[1]).starts_with(out_flag))
    return fail("usage: capnp compile -o- FILES | capnpc-shoal --out=FOLDER");
  try {
    return generate(std::string_view(argv[1]).substr(out_flag.size()));
  } catch (const kj::Exception& error) {
    return fail(std::string("the request cannot be read: ") + error.getDescription().cStr());
  } catch (const std::filesystem::filesystem_error& error) {
    return fail(error.what());
  }
}
