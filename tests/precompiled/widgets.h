/* widgets.h - what nearly every test of widgets begins with, read once
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#ifndef EXM_PRECOMPILED_WIDGETS_H
#define EXM_PRECOMPILED_WIDGETS_H

#include "config.h"

#define G_LOG_DOMAIN "exm-test"

#include <adwaita.h>
#include <string.h>

#endif
