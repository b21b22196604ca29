#include "markup.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <string_view>

namespace widefield::sample {
namespace {

using std::string_view;

const std::set<string_view> no_end_tag = {"meta", "br", "hr", "col"};

/// One pass over the document; every function moves `rest` and may set a problem.
struct Reader {
  string_view rest;
  std::vector<std::string> open = {};
  Markup markup = {};

  bool fail(const std::string& what) {
    if (markup.problem.empty())
      markup.problem = what + " before: " + std::string(rest.substr(0, 60));
    return false;
  }

  std::string take_name() {
    std::size_t length = 0;
    while (length < rest.size() && (std::isalnum(static_cast<unsigned char>(rest[length])) ||
                                    rest[length] == '-' || rest[length] == ':'))
      ++length;
    std::string name(rest.substr(0, length));
    rest.remove_prefix(length);
    return name;
  }

  bool take_reference(std::string& text) {
    static const std::map<string_view, char> known = {
        {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}};
    for (const auto& [reference, character] : known)
      if (rest.starts_with(reference)) {
        text += character;
        rest.remove_prefix(reference.size());
        return true;
      }
    return fail("a stray &");
  }

  bool take_text(std::string& text, char end) {
    while (!rest.empty() && rest[0] != end) {
      if (rest[0] == '&') {
        if (!take_reference(text)) return false;
        continue;
      }
      if (rest[0] == '<' || rest[0] == '>') return fail("a stray angle bracket");
      text += rest[0];
      rest.remove_prefix(1);
    }
    return true;
  }

  bool take_attribute() {
    rest.remove_prefix(1);  // the space
    markup.attributes.push_back(take_name());
    if (markup.attributes.back().empty() || !rest.starts_with("=\""))
      return fail("an attribute without a quoted value");
    rest.remove_prefix(2);
    std::string value;
    if (!take_text(value, '"') || rest.empty()) return fail("an attribute without end");
    rest.remove_prefix(1);
    return true;
  }

  bool take_raw(const std::string& name) {
    const auto end = rest.find("</" + name + ">");
    if (end == string_view::npos) return fail("no end of " + name);
    rest.remove_prefix(end);
    return true;
  }

  bool take_start() {
    const std::string name = take_name();
    if (name.empty()) return fail("a tag without name");
    markup.names.push_back(name);
    while (rest.starts_with(' '))
      if (!take_attribute()) return false;
    const bool closed = rest.starts_with("/>");
    if (!closed && !rest.starts_with(">")) return fail("a tag without end");
    rest.remove_prefix(closed ? 2 : 1);
    if (closed || no_end_tag.count(name) > 0) return true;
    open.push_back(name);
    return name != "script" && name != "style" ? true : take_raw(name);
  }

  bool take_end() {
    const std::string name = take_name();
    if (open.empty() || open.back() != name) return fail("end of " + name + " that is not open");
    open.pop_back();
    if (!rest.starts_with(">")) return fail("an end tag without end");
    rest.remove_prefix(1);
    return true;
  }

  bool take_part() {
    if (rest[0] != '<') return take_text(markup.text, '<');
    rest.remove_prefix(1);
    if (!rest.starts_with('/')) return take_start();
    rest.remove_prefix(1);
    return take_end();
  }
};

}  // namespace

Markup read_markup(const std::string& html) {
  constexpr string_view declaration = "<!DOCTYPE html>";
  Reader reader{html};
  if (!reader.rest.starts_with(declaration)) reader.fail("no document type");
  reader.rest.remove_prefix(std::min(declaration.size(), html.size()));
  while (!reader.rest.empty() && reader.markup.problem.empty())
    reader.take_part();
  if (!reader.open.empty()) reader.fail("the end of " + reader.open.back() + " is missing");
  return std::move(reader.markup);
}

}  // namespace widefield::sample
