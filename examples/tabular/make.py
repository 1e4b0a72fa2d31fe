"""Writes loans.csv: 6,000 loans that were never given, the same each time. How likely each fails is known and stands in the
last column, which no model sees: it depends on the trade and the district together, on debt against income, and on age both
ways. One of nine or so fails; incomes and years in the trade are missing now and then, incomes more often where they are low."""
import math
import pathlib
import random

TRADES, DISTRICTS = 12, 8
draw = random.Random(1)
trade = [draw.gauss(0, 0.7) for _ in range(TRADES)]
district = [draw.gauss(0, 0.5) for _ in range(DISTRICTS)]
pair = [[draw.gauss(0, 1.0) for _ in range(DISTRICTS)] for _ in range(TRADES)]
with open(pathlib.Path(__file__).parent / "loans.csv", "w") as file:
    file.write("trade,district,age,income,debt,years,failed,risk\n")
    for _ in range(6000):
        t, d = draw.randrange(TRADES), draw.randrange(DISTRICTS)
        age, income, debt = draw.uniform(18, 75), math.exp(draw.gauss(3.4, 0.5)), math.exp(draw.gauss(2.0, 0.9))
        years = draw.uniform(0, age - 17)
        logit = (-4.1 + trade[t] + district[d] + pair[t][d] + 1.2 * math.log(1 + 4 * debt / income)
                 + ((age - 45) / 18) ** 2 * 0.8 - 0.03 * years)
        risk = 1 / (1 + math.exp(-logit))
        no_income = draw.random() < (0.25 if income < 25 else 0.08)
        no_years = draw.random() < 0.1
        file.write(f"trade{t:02d},district{d},{age:.0f},{'' if no_income else f'{income:.1f}'},{debt:.1f},"
                   f"{'' if no_years else f'{years:.0f}'},{int(draw.random() < risk)},{risk:.4f}\n")
