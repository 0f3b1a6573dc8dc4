/* exm-agreement.h - how far deciders agree
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* All pure; any thread. Categories are numbers from 1 up; 0 = not decided. */

/**
 * ExmKappa:
 * @n: posts that both decided
 * @n_agreed: of these, with the same answer
 * @observed: their share, 0 … 1
 * @chance: the share that would agree by chance, given how often each answers what
 * @kappa: Cohen's kappa, -1 … 1; NaN when @n is 0 or both gave one and the same
 *   answer throughout, where chance alone explains all
 * @low, @high: its 95 % interval; NaN with @kappa
 */
typedef struct
{
  gsize  n;
  gsize  n_agreed;
  double observed;
  double chance;
  double kappa;
  double low;
  double high;
} ExmKappa;

/**
 * exm_kappa:
 * @a, @b: (array length=n): what the two decided of the same posts
 *
 * Cohen, "A coefficient of agreement for nominal scales" (1960). The interval is
 * 1.96 times the large-sample standard error of Fleiss, Cohen and Everitt (1969,
 * formula 13) to either side, cut at -1 and 1. That error is 0 where all agree, so
 * there the lower end comes from the exact bound of the observed share (Clopper
 * and Pearson 1934) at the same chance. O(n).
 */
ExmKappa exm_kappa (const guint32 *a,
                    const guint32 *b,
                    gsize          n);

/**
 * ExmLabelAgreement:
 * @n_a, @n_b: how often either gave it
 * @n_both: how often both did, of the same post
 * @share: 2 both / (a + b): given that one said so, how often did the other (the
 *   specific agreement of Dice 1945 and of Cicchetti and Feinstein 1990); 0 … 1
 */
typedef struct
{
  guint32 category;
  gsize   n_a;
  gsize   n_b;
  gsize   n_both;
  double  share;
} ExmLabelAgreement;

/**
 * exm_agreement_by_label:
 *
 * Returns: (transfer full) (element-type ExmLabelAgreement): one for each category
 *   given, the least agreed upon first
 */
GArray *exm_agreement_by_label (const guint32 *a,
                                const guint32 *b,
                                gsize          n);

/**
 * ExmConfusion: two categories taken for each other, in either direction.
 */
typedef struct
{
  guint32 one;
  guint32 other;
  gsize   n;
} ExmConfusion;

/**
 * exm_agreement_confusions:
 *
 * Returns: (transfer full) (element-type ExmConfusion): the most often confused first
 */
GArray *exm_agreement_confusions (const guint32 *a,
                                  const guint32 *b,
                                  gsize          n);

/**
 * ExmAlpha:
 * @n_units: posts that at least two decided: only they count
 * @n_values: decisions on them
 * @alpha: Krippendorff's alpha, NaN when @n_units is 0 or there is one answer only
 * @low, @high: its 95 % interval; NaN with @alpha
 */
typedef struct
{
  gsize  n_units;
  gsize  n_values;
  double alpha;
  double low;
  double high;
} ExmAlpha;

/**
 * exm_alpha:
 * @values: (array length=n_units*n_raters): unit by unit
 * @seed: of the bootstrap
 *
 * Krippendorff's alpha for nominal data, any number of deciders, any of whom may
 * have left units out: Krippendorff, "Computing Krippendorff's Alpha-Reliability"
 * (2011), section C and D. The interval is the percentile bootstrap over units
 * (Zapf, Castell, Morawietz and Karch 2016, BMC Medical Research Methodology
 * 16:93), 1000 draws, fewer of very many units. O(draws × values).
 */
ExmAlpha exm_alpha (const guint32 *values,
                    gsize          n_units,
                    guint          n_raters,
                    guint64        seed);

/**
 * exm_agreement_grade:
 * @value: kappa
 *
 * Returns: (transfer none): translated name of its strength after Landis and Koch
 *   (1977): below 0 poor, to 0.20 slight, to 0.40 fair, to 0.60 moderate, to 0.80
 *   substantial, else almost perfect
 */
const char *exm_agreement_grade (double value);

/**
 * exm_kappa_explain:
 *
 * Returns: (transfer full): translated, for people: what the number means and what to do
 */
char *exm_kappa_explain (const ExmKappa *self);

/**
 * exm_alpha_explain: as above; the bounds are Krippendorff's (2004): from 0.80 on
 * reliable, from 0.667 on for tentative conclusions only.
 */
char *exm_alpha_explain (const ExmAlpha *self);

/**
 * exm_agreement_format:
 *
 * Returns: (transfer full): "0.82 (0.71 – 0.93)" in the user's number format, or a
 *   dash when there is no number
 */
char *exm_agreement_format (double value,
                            double low,
                            double high);

G_END_DECLS
