/* tests.h - what nearly every test begins with, read once
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The tests of a room are compiled as one library, that this may be read once for
 * all of them; each program takes its own object.  Each file still includes what it
 * uses: a build with -Db_pch=false has to pass as well.
 */

#ifndef EXM_PRECOMPILED_TESTS_H
#define EXM_PRECOMPILED_TESTS_H

#include "config.h"

#define G_LOG_DOMAIN "exm-test"

#include <gio/gio.h>
#include <string.h>

#endif
