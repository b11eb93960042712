"""The data sets of the study, their families, and the halves that these are in.

A family is named by the original: partitions of one original, different targets of the
same records and parts of them are one family, also where they come from different
collections. So are adult and ada; the records of thyroid disease (``thyroid`` here, of
3,163 and 3,772 rows), of which ``new_thyroid`` is not one: other patients, and five
laboratory tests; car and car_eval; flare and solar_flare; white wine. Red and white
wine, the three software projects of NASA, and the two collections of written digits
share no rows and are families by themselves, and so are the two data sets on yeast,
whose features and targets have nothing in common.
"""

import numpy as np
import pandas as pd
from sklearn.model_selection import train_test_split

ENDING = ".csv.gz"
MULTICLASS_PREFIX = "multi_"
MIN_ROWS_OF_CLASS = 20
MAX_ROWS = 6_000
# With fewer rows of a class, an inner fold of a training fold might have none to spare
# for the five neighbours of a row.
MIN_ROWS_OF_ONE_OF_MANY = 12
SEED = 0

FAMILIES = {
    "abalone": """
        abalone abalone_19 keel_abalone19 keel_abalone9_18 keel_abalone_3_vs_11
        keel_abalone_17_vs_7_8_9_10 keel_abalone_19_vs_10_11_12_13
        keel_abalone_20_vs_8_9_10 keel_abalone_21_vs_8
    """,
    "adult": "ada adult",
    "arrhythmia": "arrhythmia",
    "bank_marketing": "bank_marketing",
    "car": "car_eval_34 car_eval_4 keel_car_good keel_car_vgood",
    "churn": "churn",
    "cleveland": "keel_cleveland_0_vs_4",
    "coil_2000": "coil_2000",
    "covertype": "large_covertype_2_vs_4",
    "dermatology": "keel_dermatology_6",
    "ecoli": """
        ecoli keel_ecoli1 keel_ecoli2 keel_ecoli3 keel_ecoli4 keel_ecoli_0_vs_1
        keel_ecoli_0_1_vs_5 keel_ecoli_0_1_vs_2_3_5 keel_ecoli_0_1_3_7_vs_2_6
        keel_ecoli_0_1_4_6_vs_5 keel_ecoli_0_1_4_7_vs_5_6 keel_ecoli_0_1_4_7_vs_2_3_5_6
        keel_ecoli_0_2_3_4_vs_5 keel_ecoli_0_2_6_7_vs_3_5 keel_ecoli_0_3_4_vs_5
        keel_ecoli_0_3_4_6_vs_5 keel_ecoli_0_3_4_7_vs_5_6 keel_ecoli_0_4_6_vs_5
        keel_ecoli_0_6_7_vs_5 keel_ecoli_0_6_7_vs_3_5
    """,
    "flare": "keel_flare_f solar_flare_m0",
    "german_credit": "german_credit",
    "glass": """
        keel_glass0 keel_glass1 keel_glass2 keel_glass4 keel_glass5 keel_glass6
        keel_glass_0_1_2_3_vs_4_5_6 keel_glass_0_1_4_6_vs_2 keel_glass_0_1_5_vs_2
        keel_glass_0_1_6_vs_2 keel_glass_0_1_6_vs_5 keel_glass_0_4_vs_5
        keel_glass_0_6_vs_5
    """,
    "haberman": "keel_haberman",
    "htru2": "htru2",
    "internet_ads": "internet_ads",
    "iris": "keel_iris0",
    "kddcup": """
        keel_kddcup_buffer_overflow_vs_back keel_kddcup_guess_passwd_vs_satan
        keel_kddcup_land_vs_portsweep keel_kddcup_land_vs_satan
        keel_kddcup_rootkit_imap_vs_back
    """,
    "kr_vs_k": """
        keel_kr_vs_k_one_vs_fifteen keel_kr_vs_k_three_vs_eleven
        keel_kr_vs_k_zero_one_vs_draw keel_kr_vs_k_zero_vs_eight
        keel_kr_vs_k_zero_vs_fifteen
    """,
    "led7digit": "keel_led7digit_0_2_4_5_6_7_8_9_vs_1",
    "letter": "letter_img",
    "libras": "libras_move",
    "lymphography": "keel_lymphography_normal_fibrosis",
    "mammography": "mammography",
    "nasa_cm1": "nasa_cm1",
    "nasa_kc1": "nasa_kc1",
    "nasa_pc1": "nasa_pc1",
    "new_thyroid": "keel_new_thyroid1 keel_new_thyroid2",
    "oil": "oil",
    "optical_digits": "optical_digits",
    "ozone": "ozone_level",
    "page_blocks": "keel_page_blocks0 keel_page_blocks_1_3_vs_4",
    "pen_digits": "pen_digits",
    "phoneme": "phoneme",
    "pima": "keel_pima",
    "poker": """
        keel_poker_8_9_vs_5 keel_poker_8_9_vs_6 keel_poker_8_vs_6 keel_poker_9_vs_7
    """,
    "satimage": "satimage",
    "scene": "scene",
    "segment": "keel_segment0",
    "shuttle": """
        keel_shuttle_2_vs_5 keel_shuttle_6_vs_2_3 keel_shuttle_c0_vs_c4
        keel_shuttle_c2_vs_c4
    """,
    "skin": "large_skin",
    "spectrometer": "spectrometer",
    "thyroid": "hypothyroid sick_euthyroid thyroid_sick",
    "us_crime": "us_crime",
    "vehicle": "keel_vehicle0 keel_vehicle1 keel_vehicle2 keel_vehicle3",
    "vowel": "keel_vowel0",
    "wilt": "wilt",
    "wine_red": """
        keel_winequality_red_3_vs_5 keel_winequality_red_4 keel_winequality_red_8_vs_6
        keel_winequality_red_8_vs_6_7
    """,
    "wine_white": """
        wine_quality keel_winequality_white_3_9_vs_5 keel_winequality_white_3_vs_7
        keel_winequality_white_9_vs_4
    """,
    "wisconsin": "keel_wisconsin",
    "yeast": """
        yeast_me2 keel_yeast1 keel_yeast3 keel_yeast4 keel_yeast5 keel_yeast6
        keel_yeast_0_2_5_6_vs_3_7_8_9 keel_yeast_0_2_5_7_9_vs_3_6_8
        keel_yeast_0_3_5_9_vs_7_8 keel_yeast_0_5_6_7_9_vs_4 keel_yeast_1_2_8_9_vs_7
        keel_yeast_1_4_5_8_vs_7 keel_yeast_1_vs_7 keel_yeast_2_vs_4 keel_yeast_2_vs_8
    """,
    "yeast_ml8": "yeast_ml8",
    "zoo": "keel_zoo_3",
}
FAMILY_OF = {name: family for family, text in FAMILIES.items() for name in text.split()}

# The sets on which the composition was first seen. All of their families are for
# discovery, and every other family is for confirmation.
SEEN = """
    mammography phoneme satimage pen_digits letter_img htru2 churn abalone thyroid_sick
    scene keel_haberman keel_pima keel_cleveland_0_vs_4 nasa_kc1 keel_shuttle_2_vs_5
    keel_wisconsin german_credit bank_marketing adult coil_2000 sick_euthyroid
    keel_poker_8_9_vs_5 large_covertype_2_vs_4
""".split()
HALVES = {
    "discovery": """
        abalone adult bank_marketing churn cleveland coil_2000 covertype german_credit
        haberman htru2 letter mammography nasa_kc1 pen_digits phoneme pima poker
        satimage scene shuttle thyroid wisconsin
    """.split(),
    "confirmation": """
        arrhythmia car dermatology ecoli flare glass internet_ads iris kddcup kr_vs_k
        led7digit libras lymphography nasa_cm1 nasa_pc1 new_thyroid oil optical_digits
        ozone page_blocks segment skin spectrometer us_crime vehicle vowel wilt wine_red
        wine_white yeast yeast_ml8 zoo
    """.split(),
}

# Sets that have fewer than 20 rows of the class once repeated rows are dropped.
TOO_FEW_ROWS = """
    keel_abalone_21_vs_8 keel_abalone_3_vs_11 keel_cleveland_0_vs_4
    keel_ecoli_0_1_3_7_vs_2_6 keel_glass2 keel_glass4 keel_glass5
    keel_glass_0_1_4_6_vs_2 keel_glass_0_1_5_vs_2 keel_glass_0_1_6_vs_2
    keel_glass_0_1_6_vs_5 keel_glass_0_4_vs_5 keel_glass_0_6_vs_5
    keel_kddcup_land_vs_portsweep keel_kddcup_land_vs_satan
    keel_led7digit_0_2_4_5_6_7_8_9_vs_1 keel_lymphography_normal_fibrosis
    keel_poker_8_vs_6 keel_poker_9_vs_7 keel_shuttle_6_vs_2_3 keel_shuttle_c2_vs_c4
    keel_winequality_red_3_vs_5 keel_winequality_red_8_vs_6
    keel_winequality_red_8_vs_6_7 keel_winequality_white_9_vs_4 keel_zoo_3
""".split()

# The sets of several classes below 20,000 rows; each is a family.
MULTICLASS = """
    multi_balance multi_car multi_cleveland multi_dermatology multi_ecoli multi_glass
    multi_hypothyroid multi_new_thyroid multi_nursery multi_page_blocks multi_satimage
    multi_vehicle multi_wine_quality_red multi_wine_quality_white multi_yeast
""".split()
# Those that are larger.
TOO_LARGE = "multi_kr_vs_k large_shuttle large_kddcup99_10".split()

# What is added to the name of a half. Stores and scores of a tier are kept apart: runs
# of one name must not differ, and these differ in repeats or in inner folds.
ENDINGS = {"1": "", "2": "-tier2", "tuned": "-tuned", "other": "-other"}
TIERS = (*ENDINGS, "multiclass")


def name_part(half, tier):
    """Return the name of a half's tier, by which its stores and scores are kept."""
    return tier if tier == "multiclass" else half + ENDINGS[tier]


def list_of_part(part):
    """Return the names of the sets of a part, as `name_part` calls it."""
    return MULTICLASS if part == "multiclass" else list_sets(part.partition("-")[0])


def list_sets(half):
    """Return the names of the sets of a half that are used, sorted."""
    return sorted(
        name
        for name, family in FAMILY_OF.items()
        if family in HALVES[half] and name not in TOO_FEW_ROWS
    )


def list_families(half):
    """Return the families of a half with a set that is used, sorted."""
    return sorted({FAMILY_OF[name] for name in list_sets(half)})


def check_folder(folder):
    """Check that a folder holds the sets of the lists, and no other.

    Raises
    ------
    SystemExit
        If a set is missing or is not known.
    """
    there = {path.name.removesuffix(ENDING) for path in folder.glob(f"*{ENDING}")}
    known = {*FAMILY_OF, *MULTICLASS, *TOO_LARGE}
    if there != known:
        raise SystemExit(
            f"{folder} should hold the sets that the script lists. Unknown: "
            f"{sorted(there - known)}; missing: {sorted(known - there)}."
        )


def check_sizes(folder):
    """Check that the sets with few rows of the class are those of the list.

    Raises
    ------
    SystemExit
        If they are others.
    """
    few = {
        name
        for name in FAMILY_OF
        if count_smallest(read_distinct(folder, name)) < MIN_ROWS_OF_CLASS
    }
    if few != set(TOO_FEW_ROWS):
        raise SystemExit(
            f"The sets with fewer than {MIN_ROWS_OF_CLASS} rows of the class should be "
            f"those of the list. They differ by {sorted(few ^ set(TOO_FEW_ROWS))}."
        )


def read_distinct(folder, name):
    """Return a table, whose last column is the target, without repeated rows."""
    return pd.read_csv(find_file(folder, name)).drop_duplicates(ignore_index=True)


def find_file(folder, name):
    """Return the path of a set's file."""
    return folder / f"{name}{ENDING}"


def count_smallest(frame):
    """Return the number of rows of the smallest class of a table."""
    return int(frame.iloc[:, -1].value_counts().min())


def load_set(folder, name):
    """Return the rows and the target of a set, as the study uses them."""
    frame = prepare(read_distinct(folder, name))
    return frame.iloc[:, :-1], frame.iloc[:, -1]


def prepare(frame):
    """Return a table without classes that are too small, and a sample of a large one.

    Of two classes, none is left out.
    """
    target = frame.iloc[:, -1]
    sizes = target.value_counts()
    if len(sizes) > 2:
        large = sizes.index[sizes >= MIN_ROWS_OF_ONE_OF_MANY]
        frame = frame[target.isin(large)].reset_index(drop=True)
    if len(frame) > MAX_ROWS:
        rows, _ = train_test_split(
            np.arange(len(frame)),
            train_size=MAX_ROWS,
            stratify=frame.iloc[:, -1],
            random_state=SEED,
        )
        frame = frame.iloc[np.sort(rows)].reset_index(drop=True)
    return frame
