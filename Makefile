# The entrances. Everything here is a thin call of cmake and ctest; see CMakePresets.json.
.PHONY: run test bench gpu-check install format clean

PRESET ?= cpu
BUILD = build/$(PRESET)
# Label `slow` and long fuzzing run by hand; `gpu` needs a device.
EXCLUDED_LABELS = slow|fuzz|gpu

run:
	scripts/install_dependencies.sh run
	cmake --preset $(PRESET) -DWIDEFIELD_TESTS=OFF
	cmake --build $(BUILD) --target widefield
	$(BUILD)/host/app/widefield validate --scale smoke -o out/validate-smoke --resume

test:
	scripts/install_dependencies.sh test
	cmake --preset $(PRESET) -DWIDEFIELD_TESTS=ON
	cmake --build $(BUILD)
	scripts/compile_cuda.sh
	cd $(BUILD) && ctest --output-on-failure -j "$$(nproc)" -LE '$(EXCLUDED_LABELS)'

bench:
	scripts/install_dependencies.sh bench
	benchmarks/run.sh

gpu-check:
	scripts/gpu_check.sh

install:
	cmake --preset $(PRESET)
	cmake --build $(BUILD)
	cmake --install $(BUILD)

format:
	git ls-files '*.cpp' '*.hpp' '*.cu' '*.cuh' | xargs clang-format -i

clean:
	rm -rf build out
