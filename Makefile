# Every target installs what it needs first; a stamp keeps the second run quick.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# Node 24 comes with the root's dependencies and goes before the system's node.
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)

NPM_CI := npm ci --no-fund --no-audit --loglevel=error
STAMP := node_modules/.keywell-installed

# What is heavy to install lives in folders with lock files of their own.
HEAVY := $(patsubst %/package-lock.json,%/$(STAMP),$(wildcard conformance/*/package-lock.json) runtimes/package-lock.json)

# What has to be compiled is compiled against the headers that come with that Node: none are downloaded.
NODE_HEADERS := node_modules/node/include/node/node_api.h

.PHONY: help run test bench simulate check build format clean compilers

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: build conformance/issuer/$(STAMP) ## a token of a real issuer, its key and why, and the verified claims
	@npm run --silent story

test: check $(HEAVY) ## everything: checks, packed-tarball consumers, other runtimes, the suite
	@scripts/ensure-debian.sh "$${CHROMIUM:-/usr/bin/chromium}" chromium "the page in conformance/consumers"
	@scripts/ensure-debian.sh redis-server redis-server "the snapshots in conformance/snapshots"
	@scripts/ensure-debian.sh openssl openssl "the keys in conformance/key-formats, and certificates"
	@scripts/ensure-debian.sh ssh-keygen openssh-client "the keys in conformance/key-formats"
	@scripts/ensure-debian.sh jose jose "the keys in conformance/key-formats"
	@scripts/ensure-debian.sh softhsm2-util softhsm2 "the tokens in conformance/kms-pkcs11"
	@scripts/ensure-debian.sh pkcs11-tool opensc "the tokens in conformance/kms-pkcs11"
	@tsc -p conformance/second-opinions
	@tsc -p conformance/kms
	@tsc -p conformance/kms-pkcs11
	@tsc -p conformance/kms-google
	@tsc -p conformance/kms-azure
	@npm run --silent consumers
	@npm run --silent runtimes
	@npm run --silent test

bench: build bench/$(STAMP) ## verification against bare crypto and against other libraries
	@npm run --silent --prefix bench bench
	@npm run --silent --prefix bench memory

simulate: build ## verifiers against an issuer that rotates, fails and is flooded, and whether every target holds
	@npm run --silent simulate

check: build ## the static checks alone
	@npm run --silent check

build: $(STAMP) ## compile the packages
	@npm run --silent build

format: $(STAMP) ## rewrite the sources in the house style
	@npm run --silent format

clean: ## remove what was built and installed
	rm -rf node_modules packages/*/{dist,node_modules} {bench,runtimes,conformance/*}/node_modules conformance/consumers/dist

$(STAMP): package-lock.json
	@echo "installing the tools"; $(NPM_CI) >/dev/null
	@touch $@

%/$(STAMP): %/package-lock.json
	@echo "installing $*"; if [ -e $(NODE_HEADERS) ]; then export npm_config_nodedir=$(CURDIR)/node_modules/node; fi; \
		cd $* && $(NPM_CI) >/dev/null
	@touch $@

conformance/kms-pkcs11/$(STAMP): | compilers

compilers:
	@scripts/ensure-debian.sh g++ g++ "pkcs11js in conformance/kms-pkcs11"
	@scripts/ensure-debian.sh python3 python3 "pkcs11js in conformance/kms-pkcs11"
