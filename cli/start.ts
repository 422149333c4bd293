/** The bundle's entry: V8's compiled code is kept from one start to the next, so that help texts and completions appear at once. */
import { keepCompiledCode } from "../components/preload/compileCache.js";

keepCompiledCode();
// Only what is loaded after the cache is in place comes from it.
// eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would be first
require("./main");
