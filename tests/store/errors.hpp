#pragma once
#include <gtest/gtest.h>

#include <string>

#include "widefield/error.hpp"

namespace widefield::testing {

template <class Error, class Action>
std::string message_of(const Action& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  ADD_FAILURE() << "nothing was thrown";
  return "";
}

template <class Action>
void expect_run_error(const Action& action, const std::string& part) {
  const std::string message = message_of<RunError>(action);
  EXPECT_NE(message.find(part), std::string::npos) << message;
}

/// The message holds both parts: what is wrong, and what to do or why.
template <class Action>
void expect_input_error(const Action& action, const std::string& part, const std::string& other) {
  const std::string message = message_of<InputError>(action);
  EXPECT_NE(message.find(part), std::string::npos) << message;
  EXPECT_NE(message.find(other), std::string::npos) << message;
}

}  // namespace widefield::testing
