/** Given names and the ways family names end, by language: enough to make people of, and nobody's register. */
export interface NameKind {
  readonly women: readonly string[];
  readonly men: readonly string[];
  /** Endings of a man's family name and of his wife's or daughter's. */
  readonly endings: readonly (readonly [man: string, woman: string])[];
  readonly streets: readonly string[];
}

const words = (text: string): readonly string[] => text.split(' ');

export const montenegrin: NameKind = {
  women: words(
    'Ana Jovana Milica Marija Jelena Ivana Dragana Snežana Vesna Gordana Svetlana Sanja Tamara Nataša Maja Tijana Sara Teodora Anđela Nikolina Ljiljana Slavica Radmila Stana Đurđa Senada Amina Emina Lejla Fatima Merima Sabina Azra Željka Nevena Danijela Biljana Zorica Vidosava Milena',
  ),
  men: words(
    'Jovan Nikola Marko Petar Milan Miloš Stefan Aleksandar Dragan Zoran Goran Vladimir Ivan Luka Đorđe Vuk Radovan Blažo Veselin Momčilo Željko Slobodan Milorad Ratko Senad Amir Emir Adnan Rifat Halil Mirza Edin Vasilije Božidar Čedomir Ljubomir Nenad Predrag Milutin Balša',
  ),
  endings: [
    ['ović', 'ović'],
    ['ević', 'ević'],
    ['ić', 'ić'],
    ['ičić', 'ičić'],
    ['aš', 'aš'],
  ],
  streets: words('Polimska Rudeška Svetosavska Dušanova Njegoševa Bjelasička Limska Slobode Mojsija Gavra'),
};

export const polish: NameKind = {
  women: words(
    'Anna Maria Katarzyna Małgorzata Agnieszka Barbara Ewa Krystyna Elżbieta Zofia Joanna Magdalena Monika Danuta Teresa Jadwiga Halina Irena Beata Dorota Julia Zuzanna Hanna Alicja Łucja',
  ),
  men: words(
    'Jan Andrzej Piotr Krzysztof Stanisław Tomasz Paweł Józef Marcin Marek Michał Grzegorz Jerzy Tadeusz Adam Łukasz Zbigniew Ryszard Dariusz Henryk Mariusz Kazimierz Wojciech Robert Mateusz',
  ),
  endings: [
    ['owski', 'owska'],
    ['ewski', 'ewska'],
    ['icki', 'icka'],
    ['ak', 'ak'],
    ['czyk', 'czyk'],
  ],
  streets: words('Kościuszki Mickiewicza Polna Leśna Słoneczna Krótka Szkolna Ogrodowa Lipowa Łąkowa'),
};

export const lithuanian: NameKind = {
  women: words(
    'Ona Irena Janina Danutė Kristina Rasa Daiva Rūta Jurgita Eglė Inga Asta Vilma Laima Birutė Aldona Gražina Živilė Ugnė Emilija',
  ),
  men: words(
    'Jonas Antanas Vytautas Tomas Juozas Algirdas Kęstutis Mindaugas Darius Saulius Gintaras Arūnas Rimantas Petras Andrius Lukas Žygimantas Povilas Šarūnas Edvardas',
  ),
  endings: [
    ['auskas', 'auskienė'],
    ['evičius', 'evičienė'],
    ['aitis', 'aitienė'],
    ['onis', 'onienė'],
  ],
  streets: words('Vilniaus Šalčios Gedimino Žalioji Sodų Liepų Mokyklos Bažnyčios Naujoji Parko'),
};

/** Beginnings of family names, put together of sounds: a few thousand, as towns have. */
export const familyRoots: readonly string[] = words('B Br D Dr G J K Kr L Lj M N P R S St T Tr V Z').flatMap(
  (first) =>
    words('a e i o u').flatMap((sound) =>
      words('b bj d đ j k l lj m n p r s š t v z ž c č').map((last) => first + sound + last),
    ),
);
