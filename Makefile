# fpaudit: what number formats do to your gradients, exactly.
#
#   make audit     install what is missing, build, audit Datasets -> Reports/audits
#   make test      install what is missing, build and run all tests
#   make verify    rounding against MPFR over whole input spaces, histograms of all
#                  binary32 magnitudes against brute force; counts, windows of safe scales,
#                  updates and files against NumPy, ml_dtypes and PyTorch; damaged files and
#                  killed runs -> Reports/verification (two hours on two cores; goes on where
#                  it was stopped)
#   make mutants   plant bugs, one by one, and see that the tests notice each
#                  -> Reports/verification/mutants.md (ten minutes)
#   make fuzz      attack the readers with inputs guided by coverage, SECONDS=600 in all
#                  -> Reports/verification/fuzzing.md, which adds up over runs
#   make bench     speed, as ratios to memcpy and to summing a file, and against
#                  NumPy and ml_dtypes -> Reports/benchmarks
#   make reports   write Reports/audits again; `git diff` shows any drift
#   make datasets  record Datasets anew with PyTorch in a throw-away environment
#   make lint      formatting, and the data against their manifest
#   make docs      the libraries' reference -> .build/docs
#   make clean     remove everything that was built
#
# HDF5=1 with any of them also reads HDF5 files, by the system's libhdf5.
#
# A machine needs nothing but make, a shell and a package manager. Set PREFIX=
# to something harmless to see what would be installed, such as PREFIX=echo.

SHELL := /bin/bash
.DELETE_ON_ERROR:
.SUFFIXES:
.PHONY: audit test verify mutants fuzz bench reports datasets lint docs clean build toolchain

, := ,
SWIFT ?= swift
# The kernels use the vector instructions of the machine that builds them; give
# MACHINE= to build for any machine of the architecture. `fpaudit --version` tells.
MACHINE ?= $(if $(filter x86_64,$(shell uname -m)),-Xcc -march=native)
# The traits of the package that are on besides its own choice.
HDF5 ?=
TRAITS := $(if $(filter-out 0,$(HDF5)),--traits MPFR$(,)HDF5)
BUILD := $(SWIFT) build -c release $(MACHINE) $(TRAITS)
FPAUDIT := .build/release/fpaudit
RECORDINGS := $(patsubst Datasets/%/,%,$(dir $(wildcard Datasets/*/step_*)))
RECORDINGS := $(sort $(foreach path,$(RECORDINGS),$(firstword $(subst /, ,$(path)))))
RECORDERS := Datasets/recorders/.venv/bin
PEERS := Tests/peers/.venv/bin
PREFIX ?= $(if $(filter 0,$(shell id -u)),,sudo)

audit: reports
	@echo
	@for name in $(RECORDINGS); do \
	  echo "Reports/audits/$$name/report.html"; \
	  $(FPAUDIT) Datasets/$$name | tail -n 3 | sed '/^$$/d; s/^/  /'; \
	done

reports: build
	@for name in $(RECORDINGS); do \
	  mkdir -p Reports/audits/$$name && \
	  $(FPAUDIT) audit Datasets/$$name --quiet \
	    --html Reports/audits/$$name/report.html --markdown Reports/audits/$$name/report.md \
	    --json Reports/audits/$$name/audit.json --csv Reports/audits/$$name/audit.csv || exit; \
	done

test: toolchain
	$(SWIFT) test -c release $(MACHINE) $(TRAITS)

# One check against what others compute: who runs it, its name, and what it is given.
check = set -o pipefail; $(1)/python Tests/peers/check_$(strip $(2)).py --fpaudit $(FPAUDIT) $(3) \
  | tee Reports/verification/$(strip $(2)).txt

verify: build $(PEERS)/python $(RECORDERS)/python
	@mkdir -p Reports/verification
	$(FPAUDIT) verify --resume .build/verify.jsonl --certificate Reports/verification/certificate.json \
	  --markdown Reports/verification/README.md
	$(PEERS)/python Tests/peers/check_codes.py > Reports/verification/codes.txt
	@for name in $(RECORDINGS); do \
	  $(FPAUDIT) Datasets/$$name --quiet --csv .build/$$name.csv --scales 1,2^10,2^16,2^24 && \
	  $(PEERS)/python Tests/peers/check_counts.py --csv .build/$$name.csv \
	    --recording Datasets/$$name --formats fp16,bf16,fp32 && \
	  $(FPAUDIT) Datasets/$$name --quiet --csv .build/$$name.csv --scales 0.3,1000,65535.5,2^-30 \
	    --scale-arithmetic fp32 && \
	  $(PEERS)/python Tests/peers/check_counts.py --csv .build/$$name.csv \
	    --recording Datasets/$$name --formats fp16,bf16,fp32 --scale-arithmetic fp32 || exit; \
	done | tee Reports/verification/counts.txt; exit $${PIPESTATUS[0]}
	FPAUDIT_PROOF=Reports/verification/histograms.txt \
	  $(SWIFT) test -c release $(MACHINE) $(TRAITS) --filter HistogramProofTests
	$(call check,$(PEERS),metrics,$(RECORDINGS:%=Datasets/%))
	$(call check,$(PEERS),windows,$(RECORDINGS:%=Datasets/%))
	$(call check,$(RECORDERS),scalers,$(RECORDINGS:%=Datasets/%))
	$(call check,$(PEERS),updates,--weights Datasets/weights/digits-cnn $(RECORDINGS:%=Datasets/%))
	$(call check,$(RECORDERS),optimizers,$(addprefix Datasets/,weights/digits-cnn/gradients \
	  chars-transformer diverging))
	$(call check,$(RECORDERS),memory,$(RECORDINGS:%=Datasets/%))
	$(call check,$(RECORDERS),presets)
	$(call check,$(PEERS),archives)
	$(call check,$(PEERS),float8)
	$(if $(TRAITS),$(call check,$(PEERS),hdf5))
	$(call check,$(RECORDERS),torch)
	$(call check,$(RECORDERS),corpus)
	$(call check,$(RECORDERS),damage)
	$(call check,$(PEERS),kills,Datasets/diverging)

mutants: toolchain
	MACHINE='$(MACHINE)' python3 Tests/Mutations/run.py

# Two builds of the readers under attack: optimised, and with AddressSanitizer too. Internal
# declarations are open to the program that attacks them.
SECONDS ?= 600
FUZZ := $(SWIFT) build -c release --package-path Tests/Fuzzing --sanitize fuzzer \
  -Xswiftc -enable-testing --scratch-path .build/fuzzing

fuzz: toolchain
	$(FUZZ)/release
	$(FUZZ)/address --sanitize address
	SWIFT_BACKTRACE=enable=no python3 Tests/Fuzzing/run.py --seconds $(SECONDS)

bench: build $(PEERS)/python
	$(PEERS)/python Tests/Benchmarks/run.py

datasets: $(RECORDERS)/python
	$(RECORDERS)/python Datasets/recorders/record.py
	$(RECORDERS)/python Datasets/recorders/manifest.py
	$(RECORDERS)/python Datasets/recorders/measure.py

lint: toolchain
	$(SWIFT) format lint --strict --recursive --parallel Package.swift Sources Tests
	python3 Datasets/recorders/manifest.py --check

docs: toolchain
	rm -rf .build/symbols && mkdir -p .build/symbols .build/docs
	$(SWIFT) build --target FPAudit -Xswiftc -emit-symbol-graph \
	  -Xswiftc -emit-symbol-graph-dir -Xswiftc $(CURDIR)/.build/symbols
	for module in FloatEmulation TensorFiles GradientAudit Conformance AuditReports; do \
	  mkdir -p .build/symbols/$$module && \
	  mv .build/symbols/$$module*.symbols.json .build/symbols/$$module && \
	  docc convert --fallback-display-name $$module --fallback-bundle-identifier $$module \
	    --additional-symbol-graph-dir .build/symbols/$$module \
	    --output-path .build/docs/$$module || exit; \
	done

clean:
	rm -rf .build Tests/Benchmarks/.build Tests/Fuzzing/.build Datasets/recorders/.venv Tests/peers/.venv

build: toolchain
	$(BUILD) --product fpaudit

$(RECORDERS)/python: Datasets/recorders/requirements.txt
	python3 -m venv Datasets/recorders/.venv
	$(RECORDERS)/pip install --quiet -r $<
	@touch $@

$(PEERS)/python: Tests/peers/requirements.txt
	python3 -m venv Tests/peers/.venv
	$(PEERS)/pip install --quiet -r $<
	@touch $@

# --- what a fresh machine lacks -------------------------------------------------

# libmpfr and zlib, and libhdf5 if it is asked for, with their headers, by Debian's package
# manager or Homebrew; then Swift, 6.2 at least: the distribution's package where that is new
# enough.
toolchain:
	@if command -v apt-get >/dev/null; then \
	  missing=; \
	  for package in libmpfr-dev libgmp-dev zlib1g-dev $(if $(TRAITS),libhdf5-dev); do \
	    dpkg-query -W -f '$${Status}' $$package 2>/dev/null | grep -q 'ok installed' \
	      || missing="$$missing $$package"; \
	  done; \
	  if [ -n "$$missing" ]; then \
	    echo "installing$$missing"; \
	    $(PREFIX) apt-get update -qq && $(PREFIX) apt-get install -y -qq $$missing; \
	  fi; \
	elif command -v brew >/dev/null; then \
	  brew list mpfr >/dev/null 2>&1 || brew install mpfr gmp; \
	  $(if $(TRAITS),brew list hdf5 >/dev/null 2>&1 || brew install hdf5;) \
	else \
	  echo "make: install MPFR and GMP with their headers; neither apt-get nor brew is here" >&2; \
	fi
	@is_new_enough() { read -r major minor && [ "$$((major * 100 + minor))" -ge 602 ]; }; \
	installed() { \
	  $(SWIFT) --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\)\.\([0-9]*\).*/\1 \2/p'; \
	}; \
	packaged() { \
	  LC_ALL=C apt-cache policy swiftlang 2>/dev/null \
	    | sed -n 's/ *Candidate: \([0-9]*:\)\{0,1\}\([0-9]*\)\.\([0-9]*\).*/\2 \3/p'; \
	}; \
	installed | is_new_enough && exit; \
	if command -v apt-get >/dev/null; then \
	  $(PREFIX) apt-get update -qq || exit; \
	  found=$$(packaged); \
	  if is_new_enough <<<"$$found"; then \
	    $(PREFIX) apt-get install -y -qq swiftlang; \
	  elif [ -n "$$found" ]; then \
	    echo "make: the package swiftlang of this distribution is Swift $${found/ /.}" >&2; \
	  fi; \
	fi; \
	installed | is_new_enough || { \
	  echo "make: Swift 6.2 or newer is needed; get it from https://www.swift.org/install" >&2; \
	  exit 2; \
	}
