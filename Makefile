# The entrances. Everything here is a thin call of cmake and ctest; see CMakePresets.json.
.PHONY: run test bench gpu-check install format tidy clean

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

# What .clang-tidy asks of every source but the engines, whose bodies reach it through plan.cpp.
tidy:
	cmake --preset $(PRESET)
	cmake --build $(BUILD) --target widefield_version
	git ls-files 'host/*.cpp' 'kernels/*.cpp' ':!kernels/activation' ':!kernels/cpu/engine*' \
	  | xargs -n 4 -P "$$(nproc)" clang-tidy -p $(BUILD) --quiet

clean:
	rm -rf build out
