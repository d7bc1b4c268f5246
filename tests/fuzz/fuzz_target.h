// The function that every file here defines. libFuzzer calls it (preset fuzz); so does the replay of the corpora, in
// every preset (replay_main.cc). It aborts when a promise of the code under test does not hold.
#pragma once

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
